"""Whom a letter is believed to be from, and what it may do: decided once, for every mailbox."""
