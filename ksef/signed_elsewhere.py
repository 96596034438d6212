"""A log-in document that a person signs elsewhere: Profil Zaufany, a qualified signature, a seal.

We write the unsigned AuthTokenRequest, the person signs it within ten minutes, and what comes back is looked at before
it is sent, because KSeF would only say that something is wrong with it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml import etree

from invoicing.model.errors import Refused
from ksef.auth import Challenge
from ksef.contexts import Context
from ksef.fa3.tree import Element
from ksef.xades import AUTH, DS, as_document, auth_token_request

LIFE = timedelta(minutes=10)
"""How long a challenge lives."""
_LARGEST = 2_000_000  # bytes: with time stamps and revocation lists a signature is long, but not that long
_OLDER = "http://ksef.mf.gov.pl/auth/token/2.0"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A log-in that waits for a signature."""

    challenge: str
    context: Context
    until: datetime

    @classmethod
    def of(cls, challenge: Challenge, context: Context) -> Prepared:
        """With a fresh challenge."""
        return cls(challenge.text, context, challenge.moment + LIFE)

    def unsigned(self) -> bytes:
        """The document to be signed, enveloped; not a byte of it may change."""
        return as_document(auth_token_request(self.challenge, self.context))

    def check(self, signed: bytes, now: datetime) -> None:
        """Whether this is our document, signed once, and still in time.

        Raises:
            Refused: ksef-signed-unreadable, -foreign, -missing, -several, -challenge, -context or -late.
        """
        root = _parsed(signed)
        request = _request_in(root)
        signatures = [one for one in root.iter(f"{{{DS}}}Signature") if not _is_nested(one)]
        if not signatures:
            raise Refused("ksef-signed-missing")
        if len(signatures) > 1:
            raise Refused("ksef-signed-several")
        if _text(request, "Challenge") != self.challenge:
            raise Refused("ksef-signed-challenge")
        if _text(request, f"ContextIdentifier/{{*}}{self.context.kind}") != self.context.value:
            raise Refused("ksef-signed-context", context=str(self.context))
        if now >= self.until:
            raise Refused("ksef-signed-late")

    @classmethod
    def read(cls, written: bytes | None) -> Prepared:
        """As it was written.

        Raises:
            Refused: ksef-signed-unprepared, nothing was.
        """
        if not written:
            raise Refused("ksef-signed-unprepared")
        body = json.loads(written)
        return cls(body["challenge"], Context.parse(body["context"]), datetime.fromisoformat(body["until"]))

    def written(self) -> bytes:
        """As JSON, to be kept until the signed file comes."""
        body = {"challenge": self.challenge, "context": str(self.context), "until": self.until.isoformat()}
        return json.dumps(body).encode()


def _parsed(signed: bytes) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        if len(signed) > _LARGEST or b"<!DOCTYPE" in signed:
            raise Refused("ksef-signed-unreadable")
        return etree.fromstring(signed, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused("ksef-signed-unreadable") from error


def _request_in(root: Element) -> Element:
    """The document inside: the root when the signature is enveloped, deeper when it is enveloping."""
    names = (f"{{{AUTH}}}AuthTokenRequest", f"{{{_OLDER}}}AuthTokenRequest")
    found = list(root.iter(*names))
    if len(found) != 1:
        raise Refused("ksef-signed-foreign")
    return found[0]


def _is_nested(signature: Element) -> bool:
    """Whether it stands inside another one, as counter-signatures and time stamps do."""
    return any(True for _ in signature.iterancestors(f"{{{DS}}}Signature"))


def _text(request: Element, path: str) -> str:
    return (request.findtext(f"{{*}}{path}") or "").strip()
