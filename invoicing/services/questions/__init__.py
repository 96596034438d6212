"""Questions about KSeF: what is asked of the knowledge base, what is said to it, and what is learned from it."""
