"""Reminding buyers, politely and only when the seller wants it, of what is still to be paid."""
