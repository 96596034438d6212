"""One file a command; each imports what it needs when it runs, so that the others start fast."""
