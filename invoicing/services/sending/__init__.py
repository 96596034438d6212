"""Home to KSeF: single invoices and batches, their verdicts, and what waits meanwhile."""
