"""From a sentence to a draft with its card, and from the tap to an issued invoice."""
