"""One-time links that issue a draft; their code is derived when it is needed, and kept nowhere."""

from __future__ import annotations

PATH = "/zgoda"
"""Where the page is, below the public address."""


def issue_link(public_address: str, code: str) -> str:
    """The link that a letter offers beside TAK.

    >>> issue_link("https://faktury.firma.pl/", "abc")
    'https://faktury.firma.pl/zgoda/abc'
    """
    return f"{public_address.rstrip('/')}{PATH}/{code}"
