"""Changing an open draft: by saying it or by tapping, and taking changes back."""
