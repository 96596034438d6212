"""Papers handed to buyers, as the hand-over matrix allows, and what is told of them."""
