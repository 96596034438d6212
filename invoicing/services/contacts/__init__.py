"""Whom a company invoices and what it sells: remembered from its invoices and from what people say."""
