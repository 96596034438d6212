"""What the books keep of a code that opens something: whoever reads them cannot use it."""

from __future__ import annotations

import hashlib


def digest_of(code: str) -> bytes:
    """The SHA-256 of a code: enough, for codes are drawn or derived and too long to be tried out."""
    return hashlib.sha256(code.encode()).digest()
