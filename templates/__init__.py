"""The words in three languages, the letters and the PDF."""
