"""Finding invoices, issued and received: by words, by number, by what is still to be paid."""
