"""From a sentence to what it says: tokens, readers that each know one kind of fact, lines from what is left."""
