"""The reviewed knowledge base; its entries come with a later release."""
