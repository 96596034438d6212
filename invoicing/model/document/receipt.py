"""What a receipt of KSeF (UPO) says: plain strings as they stand in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReceiptEntryView:
    """A document that was accepted (Dokument)."""

    seller_nip: str = ""
    ksef_number: str = ""
    number: str = ""
    issue_date: str = ""
    received_at: str = ""
    numbered_at: str = ""
    digest: str = ""
    mode: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A receipt (Potwierdzenie).

    Attributes:
        receiver: who accepted (NazwaPodmiotuPrzyjmujacego).
        session: NumerReferencyjnySesji.
        contexts: kind and number of the company that logged in (IdKontekstu), such as ("Nip", "5265877635").
        credential: digest or number of what it logged in with.
        pages: names and values of OpisPotwierdzenia, where a session has a receipt of several pages.
        structure, form: NazwaStrukturyLogicznej and KodFormularza.
    """

    receiver: str = ""
    session: str = ""
    contexts: tuple[tuple[str, str], ...] = ()
    credential: tuple[tuple[str, str], ...] = ()
    pages: tuple[tuple[str, str], ...] = ()
    structure: str = ""
    form: str = ""
    entries: tuple[ReceiptEntryView, ...] = ()
