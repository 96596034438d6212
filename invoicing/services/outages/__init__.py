"""How KSeF is doing: notices of the lighthouse, our own looks, and the evidence of both."""
