"""Whose a stored letter is: by its lane, or by From."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import LargeBinary, Row, func, select, type_coerce

from invoicing.services.messages import Channel
from invoicing.services.people.held import Whose
from storage.traffic import inbox

AT_A_TIME = 200
_HEADER = 16_000  # bytes in which From stands
_FROM = re.compile(rb"^from:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)

_BEGINNING = type_coerce(func.substr(inbox.c.raw, 1, _HEADER), LargeBinary).label("beginning")
LOOK = (
    select(inbox.c.id, inbox.c.lane, inbox.c.done_at, _BEGINNING)
    .where(inbox.c.channel == Channel.EMAIL.value, func.length(inbox.c.raw) > 0)
    .order_by(inbox.c.id.desc())
    .limit(AT_A_TIME)
)
"""The newest letters with the beginning of each; `inbox.c.id < last` turns the page."""


def is_theirs(row: Row[Any], whose: Whose) -> bool:
    """Whether a letter was written by them, as far as its lane or From says so."""
    if row.lane.rpartition(" ")[2] in whose.marks:
        return True
    found = _FROM.search(bytes(row.beginning))
    said = found[0].decode(errors="replace").lower() if found else ""
    return any(re.search(rf"(?<![\w.+-]){re.escape(mail)}(?![\w.-])", said) for mail in whose.mails)
