"""A month of a company to take away: every document, its drawing, and a table of all of them."""
