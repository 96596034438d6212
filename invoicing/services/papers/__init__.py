"""Files of an invoice and of a month, and who may have which of them."""
