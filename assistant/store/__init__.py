"""What is kept: conversations and their turns, in SQLite or PostgreSQL."""
