"""KOD I: the link behind the code on a visualisation (KSeF documentation, "Kody QR")."""

from __future__ import annotations

import base64
from datetime import date

from invoicing.model.party import Nip


def base64url(data: bytes) -> str:
    """Base64URL without padding, as the links want it.

    >>> base64url(bytes([251, 255]))
    '-_8'
    """
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def verification_link(qr_base: str, nip: Nip, issue_date: date, sha256: bytes) -> str:
    """The link of KOD I.

    Args:
        qr_base: address of the environment the invoice is sent to, such as https://qr.ksef.mf.gov.pl.
        nip: of the seller.
        issue_date: P_1; the link spells it day-month-year.
        sha256: digest of the very bytes sent, 32 bytes.

    >>> verification_link("https://qr.ksef.mf.gov.pl", Nip("5265877635"), date(2026, 2, 1), bytes(32))
    'https://qr.ksef.mf.gov.pl/invoice/5265877635/01-02-2026/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    """
    return f"{qr_base.rstrip('/')}/invoice/{nip}/{issue_date:%d-%m-%Y}/{base64url(sha256)}"
