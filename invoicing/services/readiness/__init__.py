"""Whether a company could work through an outage now."""
