"""Invoices that others issued for our companies: what is odd about them, how one hears of them, their files."""
