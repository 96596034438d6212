"""Where a letter's words end and its furniture begins: signatures, advertisements of an app, legal footers."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WIDE = 300
_SIGNATURE = re.compile(r"^\s*(?:-{2,}|—+|_{3,})\s*$")
_GOODBYE = re.compile(
    r"^\W*(?:(?:serdecznie |serdeczne |gorąco )?pozdraw\w+|pozdro|z (?:poważaniem|wyrazami szacunku|pozdrowieniami)"
    r"|łączę (?:wyrazy|pozdrowienia)\w*|z góry (?:dziękuję|dzięki|serdecznie dziękuję)|miłego dnia|dziękuję i pozdrawiam"
    r"|(?:kind|best|warm|many)(?: kind)? regards|regards|best wishes|yours (?:sincerely|faithfully|truly)|sincerely"
    r"|cheers|thanks and regards|з повагою|з найкращими побажаннями|гарного дня)"
    r"(?:\W+(?:serdecznie|serdeczne|gorąco|ciepło|i miłego dnia|z poważaniem|best regards|kind regards|regards|"
    r"з повагою|bardzo))*[\W_]*(?-i:[A-ZŁŚŻŹĆÓĄĘŃІЇЄҐА-Я][\w.-]*[\W_]*){0,3}$",
    re.IGNORECASE,
)
_LONGEST_GOODBYE = 70
_OF_APP = re.compile(
    r"^\W*(?:wysłan[eoay]|sent|get|pobierz|надіслано|відправлено|uzyskaj|download)\b.{0,60}"
    r"\b(?:iphone|ipad|androi\w*|galaxy|samsung|outlook|proton|telefon\w*|smartfon\w*|mobil\w*|phone|aplikacj\w+|"
    r"huawei|xiaomi|yahoo|gmail|poczty|mail|пристро\w+|телефон\w*)\b.*$",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"administrator\w* (?:\S+ ){0,4}danych|klauzula (?:informacyjna|rodo|poufności)|niniejsz\w+ (?:wiadomość|e-?mail|korespondencja)"
    r"|(?:ta|treść tej) wiadomoś\w+ .{0,60}(?:poufn|przeznaczon|zastrzeżon)|zgodnie z (?:rodo|art\. 13)|\brodo\b.{0,60}(?:danych|osobow)"
    r"|this (?:e-?mail|message|communication)\b.{0,60}(?:confidential|intended|privileged)"
    r"|(?:zanim|pomyśl|przed).{0,40}wydruk|consider the environment|kapitał zakładowy|wpisan\w+ do (?:rejestru|krs)"
    r"|sąd rejonowy|це повідомлення .{0,40}конфіденц",
    re.IGNORECASE,
)
_POSTSCRIPT = re.compile(r"^\W*(?:p\.? ?s\.?|п\.? ?с\.?)(?=[\s:.,-])", re.IGNORECASE)
_CONTACT = re.compile(
    r"\b(?:tel|kom|mob|phone|mobile|fax|тел)\b\.?\s*:?\s*[+(\d]|\bwww\.|https?://|^\W*\+?\d[\d ()-]{7,}\W*$|\bregon\b|\bkrs\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"^\s*(?:[^\W\d_a-zа-яіїєґ][\w'’-]+\.?\s+){1,3}[^\W\d_a-zа-яіїєґ][\w'’-]+\s*$")


def without_signature(lines: Sequence[str]) -> list[str]:
    """The lines that say something; what stands under a goodbye is furniture, but for a postscript."""
    kept: list[str] = []
    skipping = False
    for line in lines:
        head = line[:_WIDE]
        if _POSTSCRIPT.match(head):
            skipping = False
        elif _SIGNATURE.match(line) or _is_goodbye(head) or _LEGAL.search(head):
            skipping = True
        if not skipping and not _OF_APP.match(head):
            kept.append(line)
    return _collapsed(_without_card(kept))


def _is_goodbye(line: str) -> bool:
    return len(line) <= _LONGEST_GOODBYE and _GOODBYE.match(line) is not None


def _without_card(lines: list[str]) -> list[str]:
    """Without a visiting card at the end: a name on a line of its own, and a number or an address to be found at."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    start = end
    while start and lines[start - 1].strip():
        start -= 1
    block = lines[start:end]
    if start and block and _NAME.match(block[0][:_WIDE]) and any(_CONTACT.search(x[:_WIDE]) for x in block):
        return lines[:start]
    return lines


def _collapsed(lines: Sequence[str]) -> list[str]:
    """With one empty line where there were more."""
    kept: list[str] = []
    for line in lines:
        if line.strip() or (kept and kept[-1]):
            kept.append(line.strip())
    return kept
