"""Buyers who write back: a copy to the address on file, or a task for the seller; a buyer's claim changes no book."""
