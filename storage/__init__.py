"""The books on disk: one transaction, one outbox, one inbox, one history; the only room that knows SQL."""
