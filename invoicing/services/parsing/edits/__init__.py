"""Changes of an open draft, as they are said; `reader` is the door."""
