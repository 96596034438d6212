"""What the assistant says unasked: changes, reminders, the morning, the calendar of the law."""
