"""The conversation: what to ask next and why, what an answer changes, what is said."""
