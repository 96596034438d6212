"""Whether a drawn page says everything that its XML says: `latarnik render --check`."""
