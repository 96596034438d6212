"""Which of a letter's parts is its text, what it says, and what seals keep from us."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mailer.headers import seen
from mailer.html_text import text_of
from mailer.parts import LETTER, Apart, Part, leaves_of
from mailer.stripping import Words, told_apart

LONGEST = 400_000
"""Bytes of a text part that are decoded."""
_MOST_TEXTS = 5
_USUAL = "utf-8"
_ENCRYPTED = frozenset({"multipart/encrypted", "application/pgp-encrypted"})
_SEALED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_NO_WORDS = re.compile(
    r"(?:nie obsługuje|does not support|doesn't support|requires|wymaga|cannot display|view it in)\b.{0,60}\b(?:html|mime)",
    re.IGNORECASE | re.DOTALL,
)
_PGP_TEXT = re.compile(
    r"\s*-----BEGIN PGP SIGNED MESSAGE-----[ \t\r]*\n(?:[A-Za-z-]+:[^\n]*\n)*+[ \t\r]*\n(.*?)-----BEGIN PGP SIGNATURE-----",
    re.DOTALL,
)
_PGP_SEALED = "-----BEGIN PGP MESSAGE-----"


def body_of(letter: Apart) -> Words:
    """What the letter says; a letter that was sent on as an attachment is quoted."""
    words = told_apart(_text(letter.parts))
    if words.quoted:
        return words
    inner = next((part for part in letter.parts if part.kind == LETTER), None)
    if inner is None:
        return words
    return replace(words, quoted=_inner_text(inner), forwarded=True)


def is_sealed(letter: Apart) -> bool:
    """Whether it is encrypted, so that nobody here can read it."""
    if any(_ENCRYPTED & {part.kind, *part.within} for part in letter.parts):
        return True
    texts = [part for part in letter.parts if part.kind.startswith("text/") and not part.attached]
    if not texts and any(part.kind in _SEALED for part in letter.parts):
        return True
    return any(_words(part).lstrip().startswith(_PGP_SEALED) for part in texts[:1])


def _inner_text(inner: Part) -> str:
    parts, _ = leaves_of(inner.content(LONGEST))
    words = told_apart(_text(parts))
    return "\n".join(filter(None, (words.own, words.quoted)))


def _text(parts: Sequence[Part]) -> str:
    """The texts that are shown at once, in order; of alternatives the plain one, where it says anything."""
    shown = [
        part
        for part in parts
        if part.kind in {"text/plain", "text/html"} and not part.attached and not part.name
    ]
    plain = [(part, _words(part)) for part in shown if part.kind == "text/plain"]
    useful = {id(part) for part, words in plain if words.strip() and not _NO_WORDS.search(words[:300])}
    answered = {part.alternative for part, _ in plain if id(part) in useful and part.alternative > 0}
    said: list[str] = []
    for part in shown:
        if part.kind == "text/plain" and (id(part) in useful):
            said.append(next(words for each, words in plain if each is part))
        elif part.kind == "text/html" and part.alternative not in answered:
            said.append(text_of(_words(part)))
    return "\n".join(said[:_MOST_TEXTS])


def _words(part: Part) -> str:
    text = seen(text_in(part.content(LONGEST), part.parameters.get("charset", "")))
    if part.parameters.get("format", "").lower() == "flowed":
        text = _unflowed(text, delsp=part.parameters.get("delsp", "").lower() == "yes")
    unarmoured = _PGP_TEXT.match(text)
    return unarmoured[1] if unarmoured else text


def text_in(raw: bytes, charset: str = "") -> str:
    """Bytes as text; what no charset fits is read as the commonest Polish one.

    UTF-7 is not read: nobody writes it any more, and it hides words from whoever looks before us.
    """
    if raw.startswith(b"\xef\xbb\xbf"):
        return raw[3:].decode(_USUAL, "replace")
    name = charset.strip().strip("'\"").lower().replace("_", "-")
    for each in (name or _USUAL, _USUAL):
        if each in _NEVER:
            continue
        try:
            return raw.decode(each)
        except (LookupError, ValueError):
            continue
    return _rest(raw, name)


_NEVER = frozenset(
    {
        "utf-7",
        "utf7",
        "unicode-1-1-utf-7",
        "csunicode11utf7",
        "idna",
        "punycode",
        "undefined",
        "unicode-escape",
        "raw-unicode-escape",
        "mbcs",
        "oem",
    }
)


def _rest(raw: bytes, name: str) -> str:
    """UTF-8 with a broken sign in it stays UTF-8; everything else is from the Windows of somebody in Poland."""
    broken = raw.decode(_USUAL, "replace")
    signs = max(1, sum(byte > 0x7F for byte in raw))
    if name in {_USUAL, "utf8"} or broken.count("\ufffd") * 4 < signs:
        return broken
    return raw.decode("cp1250", "replace")


def _unflowed(text: str, *, delsp: bool) -> str:
    """Lines that a program broke, whole again (RFC 3676); a line that is quoted stays as it is."""
    lines: list[str] = []
    soft = False
    for line in text.splitlines():
        if soft and not line.startswith(">"):
            lines[-1] = f"{lines[-1][:-1] if delsp else lines[-1]}{line.removeprefix(' ')}"
        else:
            lines.append(line.removeprefix(" ") if line.startswith(" ") else line)
        soft = line.endswith(" ") and line != "-- " and not line.startswith(">")
    return "\n".join(lines)
