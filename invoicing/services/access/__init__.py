"""How a company gets into KSeF: certificates, tokens, and their ends."""
