"""The reviewed knowledge base: entries in Markdown, an index built of them, and a search that may say "I don't know"."""
