"""Mailboxes of companies: how each is reached and what it was seen to be able to do."""
