"""Invoices that come again: the last one once more, and those that recur by themselves."""
