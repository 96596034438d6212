"""Promises about people."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ForgetTraces:
    """Take out where somebody was reached, once the farewell was shown: their letters, keys of promises, lanes.

    Attributes:
        erasure: of a person their id, of an address one that was drawn for it.
        chats: Telegram ids.
        mails: e-mail addresses.
        marks: names of the lanes of their letters.
    """

    erasure: UUID
    chats: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Once for each erasure; it says nothing of where somebody was reached."""
        return f"forget-traces:{self.erasure}"

    @property
    def lane(self) -> str | None:
        """Free."""
        return None
