"""Signing letters the way sending domains do (DKIM, RFC 6376), with one key that all domains of this world share."""

import base64
import hashlib
import re
from functools import cached_property

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

SELECTOR = "sandbox"
USUAL = ("from", "to", "subject", "date", "message-id")
_BITS = 2048


class Signer:
    """Signs letters for any domain under .example."""

    @cached_property
    def record(self) -> str:
        """What the domains publish under `sandbox._domainkey`."""
        public = self._key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"

    def signed(
        self, raw: bytes, domain: str, fields: tuple[str, ...] = USUAL, *, length: int | None = None
    ) -> bytes:
        """The letter with a signature on top (relaxed/relaxed, rsa-sha256).

        Args:
            raw: the letter with the line ends of the wire.
            domain: who signs, `d=`.
            fields: header fields that are covered, `h=`.
            length: only so many bytes of the body are covered, `l=`; None for all.
        """
        head, _, body = raw.partition(b"\r\n\r\n")
        covered = _relaxed_body(body)[:length]
        tags = {
            "v": "1",
            "a": "rsa-sha256",
            "c": "relaxed/relaxed",
            "d": domain,
            "s": SELECTOR,
            "h": ":".join(fields),
            **({} if length is None else {"l": str(length)}),
            "bh": base64.b64encode(hashlib.sha256(covered).digest()).decode(),
            "b": "",
        }
        value = "; ".join(f"{name}={tag}" for name, tag in tags.items())
        lines = [*_covered(head, fields), f"dkim-signature:{value}".encode()]
        signature = self._key.sign(b"\r\n".join(lines), padding.PKCS1v15(), hashes.SHA256())
        return f"DKIM-Signature: {value}{base64.b64encode(signature).decode()}\r\n".encode() + raw

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65537, key_size=_BITS)


def _covered(head: bytes, fields: tuple[str, ...]) -> list[bytes]:
    """The covered fields as they are hashed; of fields that stand there twice the lowest comes first."""
    found = re.findall(rb"([^:\r\n]+):((?:[^\r\n]|\r\n[ \t])*)", head)
    rows = [(name.strip().lower().decode(), value) for name, value in found]
    lines = []
    for field in fields:
        at = next((at for at in reversed(range(len(rows))) if rows[at][0] == field), None)
        if at is not None:
            name, value = rows.pop(at)
            lines.append(name.encode() + b":" + b" ".join(value.split()))
    return lines


def _relaxed_body(body: bytes) -> bytes:
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)
