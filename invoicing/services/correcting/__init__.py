"""Correcting invoices and technical corrections."""
