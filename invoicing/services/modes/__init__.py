"""The mode an invoice may be issued in: rules, card, and the words people use for it."""
