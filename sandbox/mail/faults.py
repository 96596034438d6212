"""How the mail server can misbehave, and which kinds of provider it can play."""

from __future__ import annotations

from dataclasses import dataclass, field

FAULTS = ("none", "bounce", "later", "drop")
CHARACTERS = ("own-domain", "gmail-like", "portal-like")
PORTAL_LETTERS = 50
"""A portal-like provider says 421 after so many letters in one connection."""


@dataclass
class Faults:
    """Faults by address, "" for everybody; `bounce` is a 550 at RCPT, `later` a 451, `drop` cuts DATA."""

    character: str = "own-domain"
    by_address: dict[str, str] = field(default_factory=dict)

    def set(self, address: str | None, fault: str | None, character: str | None) -> None:
        """Change what is given; ValueError for a word that does not exist."""
        if fault is not None and fault not in FAULTS:
            raise ValueError(f"no such fault: {fault}; there are {', '.join(FAULTS)}")
        if character is not None and character not in CHARACTERS:
            raise ValueError(f"no such character: {character}; there are {', '.join(CHARACTERS)}")
        if fault is not None:
            self.by_address[(address or "").lower()] = fault
        self.character = character or self.character

    def of(self, address: str) -> str:
        """The fault of one recipient."""
        return self.by_address.get(address.lower(), self.by_address.get("", "none"))
