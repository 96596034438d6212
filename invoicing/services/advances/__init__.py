"""Invoices of advances, and the settlement that takes them off (art. 106f VATA)."""
