"""Which letter of ours a letter answers, as far as the letter itself shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answered:
    """What a letter says of the one that it answers.

    Attributes:
        reference: of a delivery, proven by the MAC of the address that it came to (`Purpose.REPLY`).
        message_ids: those that it names (In-Reply-To, References), the nearest first; no secrets, and they prove nothing.
    """

    reference: str | None = None
    message_ids: tuple[str, ...] = ()
