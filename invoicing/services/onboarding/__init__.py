"""From an operator's one-time link to a company that can issue: one person, one company, step by step."""
