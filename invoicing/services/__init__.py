"""The use cases: load, decide, save; the world is reached through ports."""
