"""Secrets that somebody pastes where they do not belong: known by their shape, before anything is stored."""

from __future__ import annotations

import base64
import re
from enum import StrEnum


class Pasted(StrEnum):
    """What a message held."""

    KEY = "key"
    TOKEN = "token"  # noqa: S105 - a kind of secret, not one
    FILE = "file"


_PEM = re.compile(r"\b(?:BEGIN|END)\s+(?:[A-Z0-9]+\s+){0,2}PRIVATE\s+KEY\b")
"""Without the dashes, which a phone may have turned into others; the end alone is in the second half of a long text."""
_TOKEN = re.compile(r"\b(?:nip-\d{10}|internalid-[\w-]{5,40})\s*\|\s*[0-9a-f]{32,}", re.IGNORECASE)
"""The context and the secret of a KSeF token (API, section "Tokeny KSeF"); its number alone is no secret."""
_RUN = re.compile(r"[A-Za-z0-9+/]{60,}")
_KEY_BODY = re.compile(
    rb"\x30(?:[\x00-\x7f]|\x81.|\x82..)"  # a sequence of any length, which begins with
    rb"(?:\x02\x01[\x00\x01][\x02\x04\x30]"  # the version of a private key (PKCS#8, PKCS#1, SEC 1),
    rb"|\x02\x01\x03\x30"  # that of a PKCS#12 bundle,
    rb"|\x30.\x06.\x2a\x86\x48\x86\xf7\x0d\x01[\x05\x0c])",  # or the way in which a key is locked
    re.DOTALL,
)
_KEY_FILE = re.compile(r"\.(?:key|pem|p12|pfx|p8|jks)\s*$", re.IGNORECASE)
_LONGEST_LOOK = 200_000  # characters


def secret_in(text: str) -> Pasted | None:
    """What a text gives away; None for all others, a certificate without its key among them.

    >>> secret_in("-----BEGIN EC PRIVATE KEY-----"), secret_in("faktura dla NIP 5260250274, 2 h po 200 zł")
    (<Pasted.KEY: 'key'>, None)
    """
    seen = text[:_LONGEST_LOOK]
    # what each search cannot do without is looked for first: every message comes by here, and hardly any has it
    if "|" in seen and _TOKEN.search(seen):
        return Pasted.TOKEN
    if "PRIVATE" in seen and _PEM.search(seen):
        return Pasted.KEY
    long_words = [each for each in seen.split() if len(each) >= 60]
    if any(_begins_a_key(run[0]) for word in long_words for run in _RUN.finditer(word)):
        return Pasted.KEY
    return None


def is_key_file(name: str) -> bool:
    """Whether a file of that name is one that holds keys.

    >>> is_key_file("Firma.P12"), is_key_file("faktura.xml")
    (True, False)
    """
    return _KEY_FILE.search(name) is not None


def _begins_a_key(run: str) -> bool:
    return _KEY_BODY.match(base64.b64decode(run[:56])) is not None
