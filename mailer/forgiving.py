"""Headers that the standard library stumbles over: such a one counts as empty, and the letter is read all the same."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the library's own class cannot be asked for its messages' class
    _OfLetters = EmailPolicy[EmailMessage]
else:
    _OfLetters = EmailPolicy


class _Forgiving(_OfLetters):
    """The default policy, whose parsers raise whatever comes up: IndexError for `Message-ID: <`."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """The header; an empty one where it cannot be read, which proves nothing and names nobody."""
        try:
            return super().header_fetch_parse(name, value)
        except Exception:  # noqa: BLE001 - there is no end to what it raises on made-up headers
            return self.header_factory(name, "")


FORGIVING = _Forgiving()
"""How every letter that comes in is read."""
