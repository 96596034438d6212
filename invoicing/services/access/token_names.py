"""Under which names a company's token lies among its secrets."""

from __future__ import annotations

TOKEN = "ksef-token"  # noqa: S105 - the name of a secret, not one
"""The name under which a company's KSeF token lies among its secrets."""
TOKEN_END = "ksef-token-end"  # noqa: S105 - a name too
"""The name under which its last day lies beside it."""
