"""Copies of an installation in one file: made, brought back, and used when an upgrade fails."""
