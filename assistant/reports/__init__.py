"""Answers as files: Word documents, tables for spreadsheets. Above the answers, below the server and the terminal."""
