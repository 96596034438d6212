"""The words a person wrote, told from those they quoted: rules for the clients that people here use.

Quoted words may be somebody else's, so they never fill an invoice. In doubt a line counts as quoted: an answer that
asks for what is missing costs a minute, another's NIP on an invoice costs a correction.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from mailer.signing_off import without_signature

LONGEST = 100_000
"""Characters that are looked at; whoever writes an order writes it at the top."""
MOST_LINES = 2_000
_WIDE = 500  # characters of a line that rules are held against
_WRAPPED = 60  # a quoted line of that length may have been broken, and its rest has no mark
_SPREAD = 3  # lines over which an attribution may be broken

_VERB = r"(?:pisze|napisał\(a\)|napisał/a|napisał|napisała|wrote|writes|пише|написав\(ла\)|написав|написала)"
_ENDS_IN_VERB = re.compile(rf"\b{_VERB}\s*:?\s*$", re.IGNORECASE)
_ENDS_IN_VERB_ALONE = re.compile(rf"\b{_VERB}\s*:\s*$", re.IGNORECASE)
_BY_APPLE = re.compile(r"^wiadomość napisana przez\b.*:\s*$", re.IGNORECASE)
_SOMEBODY = re.compile(r"<[^<>\s]+@[^<>\s]+>|\b\d{1,2}:\d{2}\b|\b(?:19|20)\d\d\b")
_BEGINS_ATTRIBUTION = re.compile(
    r"^\W*+(?:w dniu|dnia|on|w|pon|wt|śr|czw|pt|sob|niedz|ndz|nd|mon|tue|wed|thu|fri|sat|sun|пн|вт|ср|чт|пт|сб|нд"
    r"|wiadomość napisana|\d{1,2}[ ./-])|^\s*+\S.*<[^\s<]*$|^\s*+\S.*<[^\s<>@]+@[^\s<>@]+>",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"^[\s>*]*(?:-{2,}\s*(?:original|oryginal|wiadomość|treść|початкове|вихідне|forwarded|przekaz|przesł|przek|"
    r"переслан|reply|odpowiedź)[^-]{0,60}-{2,}"
    r"|-{3,}[^-]{0,60}(?:original|oryginaln|forwarded|przekazan|przesłan|wiadomo|message|повідомлен)[^-]{0,60}-*"
    r"|_{10,}"
    r"|begin forwarded message:|początek (?:przekazywanej|przekazanej|przesłanej dalej) wiadomości:?"
    r"|початок (?:пересланого|переспрямованого) повідомлення:?)\s*$",
    re.IGNORECASE,
)
_FORWARDS = re.compile(r"forwarded|przekaz|przesłan|переслан|переспрямован", re.IGNORECASE)
_NAMES_SENDER = re.compile(r"^[\s>*]*(?:from|od|від|nadawca|von|відправник)\s*\*?:\*?\s*\S.*", re.IGNORECASE)
_FIELD = re.compile(
    r"^[\s>*]*(?:from|od|від|nadawca|sent|wysłano|wysłane|надіслано|date|data|дата|to|do|кому|adresat|odbiorca|cc|dw|"
    r"копія|subject|temat|тема|reply-to|odpowiedz do)\s*\*?:\*?(?:\s|$)",
    re.IGNORECASE,
)
_ABOVE = re.compile(r"[-–—=#─ ]*(?:odpowiedz|reply|відповід\w+) (?:nad|powyżej|above|над) ", re.IGNORECASE)
"""The line that letters of ours may carry on top, for clients that quote without any mark."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a letter says.

    Attributes:
        own: what its writer wrote, without quotations and signature.
        quoted: what stood in quotations, in order.
        forwarded: the quotation is a letter that was sent on.
    """

    own: str = ""
    quoted: str = ""
    forwarded: bool = False


@dataclass
class _Sheet:
    lines: Sequence[str]
    own: list[str] = field(default_factory=list)
    quoted: list[str] = field(default_factory=list)
    forwarded: bool = False


def told_apart(text: str) -> Words:
    """Own words and quoted ones; time grows with the length of the text and no faster."""
    sheet = _Sheet([line.replace("\xa0", " ").rstrip() for line in text[:LONGEST].splitlines()[:MOST_LINES]])
    at = 0
    while at < len(sheet.lines):
        at = _step(sheet, at)
    own = "\n".join(without_signature(sheet.own)).strip()
    return Words(own, "\n".join(sheet.quoted).strip(), sheet.forwarded)


def _step(sheet: _Sheet, at: int) -> int:
    """Read from a line on; where to go on."""
    line = sheet.lines[at][:_WIDE]
    if _is_marked(line):
        return _quotation(sheet, at)
    if _MARK.match(line) or _ABOVE.match(line) or _is_header_block(sheet.lines, at):
        return _rest(sheet, at)
    spread = _attribution(sheet.lines, at)
    if spread:
        following = _next_words(sheet.lines, at + spread)
        if following is not None and _is_marked(sheet.lines[following]):
            return following
        return _rest(sheet, at)
    sheet.own.append(sheet.lines[at])
    return at + 1


def _quotation(sheet: _Sheet, at: int) -> int:
    """Lines with the sign of a quotation, and the rest of one that a client broke in two."""
    while at < len(sheet.lines) and _is_marked(sheet.lines[at]):
        line = sheet.lines[at]
        sheet.quoted.append(line.lstrip("> \t"))
        sheet.forwarded |= bool(_MARK.match(line[:_WIDE]) and _FORWARDS.search(line[:_WIDE]))
        at += 1
        broken = at + 1 < len(sheet.lines) and _is_marked(sheet.lines[at + 1])
        if broken and len(line) >= _WRAPPED and sheet.lines[at].strip() and not _is_marked(sheet.lines[at]):
            sheet.quoted.append(sheet.lines[at])
            at += 1
    sheet.own.append("")
    return at


def _rest(sheet: _Sheet, at: int) -> int:
    """Everything from here on is quoted."""
    sheet.forwarded |= bool(
        _MARK.match(sheet.lines[at][:_WIDE]) and _FORWARDS.search(sheet.lines[at][:_WIDE])
    )
    sheet.quoted += [line.lstrip("> \t") for line in sheet.lines[at:]]
    return len(sheet.lines)


def _is_marked(line: str) -> bool:
    return line.lstrip().startswith(">")


def _is_header_block(lines: Sequence[str], at: int) -> bool:
    """Header fields of another letter: who it is from, and two more within the next lines."""
    if not _FIELD.match(lines[at][:_WIDE]):
        return False
    near = [line[:_WIDE] for line in lines[at : at + 9] if line.strip()][:6]
    fields = [line for line in near if _FIELD.match(line)]
    return any(_NAMES_SENDER.match(line) for line in fields) and len(fields) >= 2


def _attribution(lines: Sequence[str], at: int) -> int:
    """How many lines say who wrote what follows, and when; 0 for none."""
    if not lines[at].strip():
        return 0
    if _ENDS_IN_VERB_ALONE.search(lines[at][-_WIDE:]) or _BY_APPLE.match(lines[at][:_WIDE]):
        return 1
    if not _BEGINS_ATTRIBUTION.match(lines[at][:_WIDE]):
        return 0
    for spread in range(1, _SPREAD + 1):
        said = " ".join(lines[at : at + spread])[:_WIDE]
        if (_ENDS_IN_VERB.search(said) or _BY_APPLE.match(said)) and _SOMEBODY.search(said):
            return spread
        if at + spread >= len(lines) or not lines[at + spread].strip():
            return 0
    return 0


def _next_words(lines: Sequence[str], at: int) -> int | None:
    return next((each for each in range(at, min(at + 5, len(lines))) if lines[each].strip()), None)
