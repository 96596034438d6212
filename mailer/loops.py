"""Which letters nobody answers: robots, lists, bounces, our own."""

from __future__ import annotations

import re
from email.message import EmailMessage

_ROBOT_SENDERS = re.compile(
    r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounce[sd]?)([+@.-]|$)", re.IGNORECASE
)
_ROBOT_SUBJECTS = re.compile(
    r"^\s*(autoodpowied[zź]|odpowied[zź] automatyczna|automatic reply|out of office|poza biurem)",
    re.IGNORECASE,
)
_ROBOT_HEADERS = ("List-Id", "List-Unsubscribe", "X-Autoreply", "X-Auto-Response-Suppress", "X-Loop")


def from_a_robot(message: EmailMessage, sender: str | None, own_address: str) -> bool:
    """True when an answer could start a loop or reach a machine (RFC 3834 section 2 and common practice)."""
    if sender is None or sender == own_address.lower() or _ROBOT_SENDERS.match(sender):
        return True
    if str(message.get("Auto-Submitted", "no")).split(";")[0].strip().lower() != "no":
        return True
    if str(message.get("Return-Path", "")).strip() == "<>":
        return True
    if str(message.get("Precedence", "")).strip().lower() in {"bulk", "list", "junk"}:
        return True
    if any(message.get(header) is not None for header in _ROBOT_HEADERS):
        return True
    return message.get_content_type() == "multipart/report" or bool(
        _ROBOT_SUBJECTS.match(str(message.get("Subject", "")))
    )
