"""Shorthand: facts as somebody with a caller on the line writes them down."""
