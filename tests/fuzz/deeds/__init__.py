"""What people, services and time may do, one kind of deed in each file; `tests.fuzz.lives` puts them together."""
