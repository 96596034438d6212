"""Four eyes: above an amount of the company's, one person asks and another one issues."""
