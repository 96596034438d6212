"""VAT numbers of the Union, held against VIES before an invoice without Polish tax is issued."""
