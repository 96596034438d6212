"""What a person sees of an invoice: plain frozen values, made from the XML, drawn by anybody.

Values are the strings of the XML as they stand (dates ISO, amounts with a dot); who draws them formats them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party: its name, its identifiers as (kind, value) such as ("nip", "5260250274"), its address lines."""

    name: str
    identifiers: tuple[tuple[str, str], ...]
    address: tuple[str, ...]
    contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineView:
    """A row (FaWiersz)."""

    ordinal: str
    name: str
    unit: str
    quantity: str
    unit_price: str
    value: str
    vat_rate: str


@dataclass(frozen=True, slots=True)
class RateTotalView:
    """Totals at one rate: rate as in P_12 (or its group), net, tax ("" where none is shown), gross."""

    rate: str
    net: str
    vat: str
    gross: str


@dataclass(frozen=True, slots=True)
class PaymentView:
    """How and until when to pay: method code of `PaymentMethod`, due dates, accounts (number, bank name)."""

    method: str
    paid: bool
    paid_on: str
    due_dates: tuple[str, ...]
    accounts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DocumentView:
    """An FA(3) document as a person sees it; `price_kind` is net or gross, `annotations` are codes such as "P_16".

    `exemption` is the text of P_19A/B/C; `notes` are (key, value) pairs of DodatkowyOpis.
    """

    kind: str
    number: str
    issue_date: str
    place: str
    supply_date: str
    currency: str
    seller: PartyView
    buyer: PartyView
    lines: tuple[LineView, ...]
    price_kind: str
    totals: tuple[RateTotalView, ...]
    gross: str
    annotations: tuple[str, ...]
    exemption: str
    payment: PaymentView | None
    notes: tuple[tuple[str, str], ...]
    footer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A code on a document: the link it holds and the label that the law wants under it."""

    link: str
    label: str


@dataclass(frozen=True, slots=True)
class Marks:
    """KOD I (`verification_link`) and, before the number in an offline mode, KOD II (`issuer_link`)."""

    verification_link: Mark | None = None
    issuer_link: Mark | None = None
