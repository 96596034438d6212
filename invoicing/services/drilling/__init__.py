"""The drill of an outage, step by step."""
