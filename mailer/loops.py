"""Which letters nobody answers: robots, lists, returned letters, our own.

RFC 3834 section 2 asks a machine to say that it is one; many do not, so there are as many signs here as we know of.
A letter that shows one of them does nothing at all: whoever answers a robot may be answered.
"""

from __future__ import annotations

import re
from email.message import EmailMessage

from invoicing.services.delivery.addressing import HEADER
from mailer.vacations import subject_of_a_robot

LOOP = "X-Loop"
"""Header of every letter that we send: the address that sent it."""
OURS = "latarnik."
"""What Message-IDs of answers begin with, ours and those of any other Latarnik: two of them do not talk to each other."""
MOST_HOPS = 30
"""Servers that a letter has gone through; ways of people's letters are a third as long."""
_ROBOT_SENDERS = re.compile(
    r"^(?:mailer-daemon|postmaster|no[._-]?reply|do[._-]?not[._-]?reply|nie[._-]?odpowiada\w*"
    r"|bounce[sd]?|auto-?(?:reply|responder|odpowied\w*)|listserv|majordomo|mdaemon|mail-?daemon)(?:[+@._-]|$)"
    r"|^owner-|^[^@]*-(?:request|owner|bounces|errors)@",
    re.IGNORECASE,
)
_ROBOT_HEADERS = frozenset(
    each.lower()
    for each in (
        LOOP,
        HEADER,
        "X-Autoreply",
        "X-Autorespond",
        "X-Autoresponder",
        "X-Auto-Response-Suppress",
        "X-Vacation",
        "X-Away",
        "X-Failed-Recipients",
        "X-Mailing-List",
        "Mailing-List",
        "Feedback-ID",
    )
)
_BULK = frozenset({"bulk", "list", "junk", "auto_reply", "auto-reply"})


def from_a_robot(message: EmailMessage, sender: str | None, own_address: str) -> bool:
    """True when an answer could start a loop or reach a machine, by what the header shows."""
    own = own_address.lower()
    if sender is None or _bare(sender) == own or _ROBOT_SENDERS.match(sender):
        return True
    return _says_so(message) or _went_round(message, own) or subject_of_a_robot(_text(message, "Subject"))


def _says_so(message: EmailMessage) -> bool:
    return (
        _text(message, "Auto-Submitted", "no").split(";")[0].strip().lower() != "no"
        or _text(message, "Return-Path").strip() == "<>"
        or _text(message, "Precedence").strip().lower() in _BULK
        or _text(message, "Message-ID").strip().startswith(f"<{OURS}")
        or any(name.lower().startswith("list-") or name.lower() in _ROBOT_HEADERS for name in message)
        or message.get_content_type() == "multipart/report"
    )


def _went_round(message: EmailMessage, own: str) -> bool:
    """Delivered here before, or handed on and on."""
    before = [_bare(str(each).strip().strip("<>").lower()) for each in message.get_all("Delivered-To", [])]
    return before.count(own) > 1 or len(message.get_all("Received", [])) > MOST_HOPS


def _bare(address: str) -> str:
    """Without what stands behind the plus: our own letters bear such addresses too."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _text(message: EmailMessage, name: str, default: str = "") -> str:
    return str(message.get(name, default))[:2000]
