"""The words a person wrote, without what they quoted."""

from __future__ import annotations

import re
from email.message import EmailMessage, MIMEPart
from html.parser import HTMLParser

_QUOTE_STARTS = re.compile(
    r"""^\s*(
        >                                             # quoted line
      | -{2,}\s*$                                     # signature
      | -{3,}.*(original|oryginaln|forwarded|przekazan|wiadomo)
      | _{10,}\s*$                                    # Outlook's rule
      | (from|od|von|nadawca)\s*:\s*\S
      | (w\ dniu|dnia|on|pon|wt|śr|sr|czw|pt|sob|niedz|ndz)\b.*\b(pisze|napisał|napisała|napisał\(a\)|wrote|użytkownik)
      | .{0,200}\b(pisze|napisał\(a\)|napisał|napisała|wrote)\s*:\s*$
    )""",
    re.IGNORECASE | re.VERBOSE,
)


def own_words(message: EmailMessage) -> str:
    """The text above the first quotation; the subject when there is none.

    Quoted text may be somebody else's, so it never reaches the parser.
    """
    lines: list[str] = []
    for line in _plain(message).splitlines():
        if _QUOTE_STARTS.match(line[:400]):
            break
        lines.append(line.rstrip())
    return "\n".join(lines).strip() or str(message.get("Subject", "")).strip()


def _plain(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    text = _decoded(part)
    return _without_tags(text) if part.get_content_type() == "text/html" else text


def _decoded(part: MIMEPart) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        return raw.decode(part.get_content_charset() or "utf-8", errors="replace")
    except (
        LookupError,
        ValueError,
    ):  # a charset nobody knows, or none: the commonest Polish one is the best guess
        return raw.decode("cp1250", errors="replace")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in {"style", "script", "blockquote"}:
            self._hidden += 1
        elif tag in {"br", "p", "div", "tr", "li"}:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"style", "script", "blockquote"}:
            self._hidden = max(0, self._hidden - 1)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)


def _without_tags(html: str) -> str:
    reader = _Text()
    reader.feed(html)
    return "".join(reader.pieces)
