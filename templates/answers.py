"""The marks of an answer: entries know **bold** and `code`, a message knows tags."""

from __future__ import annotations

import re
from collections.abc import Callable

from markupsafe import Markup, escape

from templates.values import harmless

_BOLD, _CODE, _ITEM = re.compile(r"\*\*(.+?)\*\*"), re.compile(r"`([^`]+)`"), re.compile(r"^[-*] +")


def marked(line: str) -> Markup:
    """A line of an answer as HTML; everything but the two marks is text.

    >>> marked("Termin: **7 dni** & `OFF`")
    Markup('Termin: <b>7 dni</b> &amp; <code>OFF</code>')
    """
    text = str(escape(harmless(_ITEM.sub("• ", line))))
    return Markup(_CODE.sub(r"<code>\1</code>", _BOLD.sub(r"<b>\1</b>", text)))  # noqa: S704 - escaped above


FILTERS: dict[str, Callable[..., str]] = {"marked": marked}
