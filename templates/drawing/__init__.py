"""The sheet of a document: every part of the view as blocks that the page sets one under the other.

A part gives blocks (a heading with facts, a table, cards of parties, prose) and leaves out what the document does not
say. Nothing that it says is left out: `latarnik render --check` holds the page against the XML.
"""
