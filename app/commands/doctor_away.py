"""What a doctor says of a service that is away: who, what to look at, and what goes on without it."""

from __future__ import annotations

from urllib.parse import urlsplit

from app.commands.speaking import refusal
from app.logs import masked
from invoicing.model.errors import LatarnikError

PATIENCE = 15.0
"""Seconds that a service has for its answer."""
_SILENT = frozenset(
    {"unavailable", "mail-interrupted", "ksef-silent", "ksef-unavailable"}
    | {f"{service}-{how}" for service in ("lighthouse", "register") for how in ("silent", "refused")}
)
_LOOK = (
    "see whether the network lets this machine out to it (firewall, DNS, proxy) and whether others reach it; "
    "then ask the doctor again"
)
_MEANWHILE = {
    "ksef": "invoices go on being issued, and wait for KSeF",
    "lighthouse": "that does not mean that KSeF has failed",
    "register": "buyers are taken from the books and from what is said meanwhile",
    "telegram": "Telegram keeps messages for a day",
    "letters out": "letters wait, and go when it is back",
    "letters in": "letters stay in the mailbox meanwhile",
}


def away(check: str, place: str, error: LatarnikError | TimeoutError) -> str:
    """The words about a service that gave no answer, or not the one that was wanted.

    Args:
        check: what was looked at.
        place: an address or a host.
        error: what came of it.
    """
    if isinstance(error, TimeoutError):
        return _away(check, place, f"within {PATIENCE:.0f} seconds")
    if error.reason in _SILENT:
        return _away(check, place, seen(error))
    return why(error)


def why(error: LatarnikError) -> str:
    """The sentence for people, and what was seen on the wire for whoever mends it."""
    return f"{refusal(error)} {seen(error)}".strip()


def seen(error: LatarnikError) -> str:
    """What the wire said, in brackets; empty where it said nothing."""
    words = error.details.get("text") or error.details.get("error")
    return f"({' '.join(masked(words).split())})" if words else ""


def _away(check: str, place: str, how: str) -> str:
    host = urlsplit(place).netloc.rpartition("@")[2] or place
    return f"{host} does not answer {how}".rstrip() + f"; {_LOOK}; {_MEANWHILE[check]}"
