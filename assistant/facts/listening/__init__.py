"""Listening: plain speech as clauses, who speaks of whom and how, and the small grammars that take facts down."""
