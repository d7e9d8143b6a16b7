"""Tests of what is kept, on the databases it is kept in."""
