"""The core: what an invoice is, what the law asks, and the use cases; no framework, no I/O."""
