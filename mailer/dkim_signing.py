"""Signs letters by DKIM (RFC 6376), where an operator's own mail server does not."""

from __future__ import annotations

import re
from collections.abc import Callable

import dkim

_SIGNED = (
    b"from",
    b"to",
    b"subject",
    b"date",
    b"message-id",
    b"reply-to",
    b"in-reply-to",
    b"references",
    b"mime-version",
    b"content-type",
    b"auto-submitted",
    b"x-latarnik-ref",
)
"""Headers under the signature, those that are there; `From` twice, so that no second one can be put in front."""


def signer(domain: str, selector: str, key: bytes) -> Callable[[bytes], bytes]:
    """Signs a letter whose From is of the domain; others go as they are, a foreign signature would prove nothing.

    Args:
        domain: d= of the signature.
        selector: under which the public key stands in the DNS.
        key: the private key, PEM.

    Raises:
        ValueError: the key is none.
    """
    name, chosen = domain.lower().encode(), selector.encode()
    ours = re.compile(rb"\nfrom:[^\n]*(?:\n[ \t][^\n]*)*@" + re.escape(name) + rb">?[ \t]*\r?\n")

    def sign(raw: bytes) -> bytes:
        head = raw.partition(b"\r\n\r\n")[0].lower()
        if not ours.search(b"\n" + head + b"\r\n"):
            return raw
        there = [each for each in _SIGNED if b"\n" + each + b":" in b"\n" + head]
        line: bytes = dkim.sign(
            raw,
            chosen,
            name,
            key,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[*there, b"from"],
        )
        return line + raw

    try:
        sign(b"From: a@" + name + b"\r\n\r\n")
    except (dkim.DKIMException, dkim.KeyFormatError) as error:
        raise ValueError(f"it is no private key that DKIM can use: {error}") from error
    return sign
