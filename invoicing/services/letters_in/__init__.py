"""Files that people send instead of a sentence: lines in a table, an order as text, a document of another program."""
