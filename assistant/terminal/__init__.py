"""The terminal: answers aligned for people, and the whole conversation by keyboard."""
