"""Whether the domain in From has signed a letter, by rules stricter than DKIM's own (RFC 6376).

A signature that holds says only that some domain signed some header fields and some of the body. We believe it when
the domain is that of From, when everything we act on is covered, and when nothing of it stands there twice.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage

import dkim

from mailer.authenticity import single_sender
from mailer.header_section import MOST_HEADERS, head_and_body, head_of

Keys = Mapping[str, bytes]
"""Published keys by name (`selector._domainkey.domain`), as the DNS holds them."""
KeyLookup = Callable[[str], Awaitable[bytes | None]]
"""Asks the DNS for the TXT record of a name; None when there is none, or no answer in time."""

MOST = 4
"""Signatures of a letter that are looked at: nobody's hundred of them shall keep us busy."""
_COVERED = frozenset({"from", "to", "subject", "date", "message-id"})
_COMPARED = _COVERED | {"dkim-signature"}
_ALGORITHMS = frozenset({"rsa-sha256"})  # who signs with Ed25519 signs with RSA too (RFC 8463 section 6)
_SMALLEST_KEY = 1024  # bits; RFC 8301 section 3.2
_MOST_LINES = 2_000  # of a header: folded ten thousand times, it keeps the library busy for seconds
_LONGEST_KEY = 1_200  # bytes of a record; RSA with 4096 bits takes 760, and a larger one is a sum for minutes
_LONG_BLANKS = re.compile(r"\s{80}")
_BLANKS = re.compile(rb"[ \t]{2,}|\t")
_TAG = re.compile(r"\s*([a-z]+)\s*=(.*)", re.DOTALL)
_NAME = re.compile(r"[a-z0-9]([a-z0-9._-]{0,250}[a-z0-9])?")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature that was found good: the fields it covers, and a digest that every copy of the letter shares."""

    covers: frozenset[str]
    digest: str


async def keys_for(message: EmailMessage, look_up: KeyLookup) -> Keys:
    """The keys that the letter's usable signatures name, asked for one after another."""
    found: dict[str, bytes] = {}
    for _, tags in _usable(message):
        name = _key_name(tags)
        key = await look_up(name)
        if key is not None:
            found[name] = key
    return found


def signature_of(raw: bytes, message: EmailMessage, keys: Keys) -> Signature | None:
    """The first signature that proves From; None when none does."""
    usable = _usable(message)
    if usable and not _read_alike(raw, message):
        return None
    for index, tags in usable:
        key = keys.get(_key_name(tags))
        if key is not None and not _in_testing(key) and _holds(_squeezed(raw, tags), index, key):
            text = "\0".join((str(message["Message-ID"]), tags["bh"], str(message["Date"])))
            return Signature(_fields(tags), hashlib.sha256(text.encode()).hexdigest())
    return None


def _usable(message: EmailMessage) -> list[tuple[int, Mapping[str, str]]]:
    """Signatures of the letter that would be believed if they held, with their place."""
    sender = single_sender(message)
    if sender is None or any(len(message.get_all(name, [])) != 1 for name in _COVERED):
        return []
    headers = [str(value) for name, value in message.raw_items() if name.lower() == "dkim-signature"]
    short = [(at, each) for at, each in enumerate(headers[:MOST]) if not _LONG_BLANKS.search(each)]
    read = [(index, _tags(header)) for index, header in short]
    return [(index, tags) for index, tags in read if tags and _would_do(tags, sender.rpartition("@")[2])]


def _would_do(tags: Mapping[str, str], domain: str) -> bool:
    return (
        _aligned(tags.get("d", "").lower(), domain)
        and _NAME.fullmatch(tags.get("s", "").lower()) is not None
        and tags.get("a", "").lower() in _ALGORITHMS
        and "l" not in tags  # the rest of the body could be anybody's
        and bool(tags.get("bh"))
        and _fields(tags) >= _COVERED
    )


def _aligned(signing: str, domain: str) -> bool:
    """The very domain, or one above it, as long as that is more than a top level domain.

    >>> [_aligned(d, "biuro.firma.pl") for d in ("biuro.firma.pl", "firma.pl", "pl", "evil.example", "ma.pl")]
    [True, True, False, False, False]
    """
    if _NAME.fullmatch(signing) is None or "." not in signing:
        return False
    return domain == signing or domain.endswith(f".{signing}")


def _read_alike(raw: bytes, message: EmailMessage) -> bool:
    """Whether what is checked is what we act on: two parsers, the same fields in the same order, the same words."""
    head = head_of(raw)
    if head.count(b"\n") > _MOST_LINES:
        return False
    try:
        checked, _ = dkim.rfc822_parse(head)
    except dkim.MessageFormatError:
        return False
    ours = [(name, value.encode("ascii", "surrogateescape")) for name, value in message.raw_items()]
    return [_bare(name.decode(), value) for name, value in checked] == [_bare(*each) for each in ours]


def _bare(name: str, value: bytes) -> tuple[str, bytes]:
    low = name.lower()
    return low, b"".join(value.split()) if low in _COMPARED else b""  # long fields of others are cut off


def _squeezed(raw: bytes, tags: Mapping[str, str]) -> bytes:
    """With runs of blanks as one where the signature makes no difference; the library takes the square of their time."""
    if tags.get("c", "").partition("/")[2] != "relaxed":
        return raw
    _, body = head_and_body(raw, 0, len(raw), MOST_HEADERS)
    return raw[:body] + _BLANKS.sub(b" ", raw[body:])


def _holds(raw: bytes, index: int, key: bytes) -> bool:
    if len(key) > _LONGEST_KEY:
        return False
    try:
        verifier = dkim.DKIM(raw, minkey=_SMALLEST_KEY, logger=log)
        return bool(verifier.verify(idx=index, dnsfunc=lambda *_, **__: key))
    except Exception:  # noqa: BLE001 - made-up signatures and keys make the library stumble in many ways
        return False


def _tags(header: str) -> Mapping[str, str]:
    """Tags of a signature or of a key; nothing when one stands twice, for nobody knows which one counts."""
    found = [match for part in header.split(";") if (match := _TAG.fullmatch(part.strip()))]
    tags = {match[1]: re.sub(r"\s+", "", match[2]) for match in found}
    return tags if len(tags) == len(found) else {}


def _fields(tags: Mapping[str, str]) -> frozenset[str]:
    return frozenset(tags.get("h", "").lower().split(":"))


def _key_name(tags: Mapping[str, str]) -> str:
    return f"{tags['s']}._domainkey.{tags['d']}".lower()


def _in_testing(key: bytes) -> bool:
    """The domain asks to treat its signatures as none (RFC 6376 section 3.6.1)."""
    return "y" in _tags(key.decode("latin-1")).get("t", "").split(":")
