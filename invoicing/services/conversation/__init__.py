"""What people write and tap, and what is shown to them for it."""
