"""Pro formas: offers to pay before, which are no invoices, never go to KSeF and lie in a book of their own."""
