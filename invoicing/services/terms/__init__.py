"""Until when what must be sent, and what happens to dates before that."""
