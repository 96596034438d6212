"""The rule of 10 000 zł while it lasts: what counts, how much is left, and when the right to it is lost."""
