"""FA(3), the XML of a structured invoice: written, checked and read."""
