"""What KSeF reads out of a valid FA(3) document."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree

FA = {"f": "http://crd.gov.pl/wzor/2025/06/25/13775/"}
NET = tuple(
    f"P_13_{part}" for part in ("1", "2", "3", "4", "5", "6_1", "6_2", "6_3", "7", "8", "9", "10", "11")
)
VAT = tuple(f"P_14_{part}" for part in ("1", "2", "3", "4", "5"))
KINDS = {
    "VAT": "Vat",
    "KOR": "Kor",
    "ZAL": "Zal",
    "ROZ": "Roz",
    "UPR": "Upr",
    "KOR_ZAL": "KorZal",
    "KOR_ROZ": "KorRoz",
}


@dataclass(frozen=True)
class Document:
    """The parts of an invoice by which KSeF judges, lists and finds it."""

    root: etree._Element

    @property
    def seller_nip(self) -> str:
        """NIP of Podmiot1."""
        return self._text("f:Podmiot1/f:DaneIdentyfikacyjne/f:NIP")

    @property
    def seller_name(self) -> str:
        """Name of Podmiot1."""
        return self._text("f:Podmiot1/f:DaneIdentyfikacyjne/f:Nazwa")

    @property
    def number(self) -> str:
        """P_2: the number the seller gave."""
        return self._text("f:Fa/f:P_2")

    @property
    def issue_date(self) -> date:
        """P_1: the date of issue."""
        return date.fromisoformat(self._text("f:Fa/f:P_1"))

    @property
    def kind(self) -> str:
        """RodzajFaktury, as in the document."""
        return self._text("f:Fa/f:RodzajFaktury")

    @property
    def currency(self) -> str:
        """KodWaluty."""
        return self._text("f:Fa/f:KodWaluty")

    @property
    def gross(self) -> Decimal:
        """P_15: the amount due, in the invoice's currency."""
        return Decimal(self._text("f:Fa/f:P_15") or "0")

    @property
    def is_self_billed(self) -> bool:
        """P_17 is 1: the buyer issued it."""
        return self._text("f:Fa/f:Adnotacje/f:P_17") == "1"

    @property
    def has_attachment(self) -> bool:
        """There is a Zalacznik."""
        return self.root.find("f:Zalacznik", FA) is not None

    @property
    def buyer_nip(self) -> str:
        """NIP of Podmiot2; empty when the buyer has none."""
        return self._text("f:Podmiot2/f:DaneIdentyfikacyjne/f:NIP")

    @property
    def third_nips(self) -> list[str]:
        """NIPs of all Podmiot3."""
        return self.texts("f:Podmiot3/f:DaneIdentyfikacyjne/f:NIP")

    @property
    def duplicate_key(self) -> tuple[str, str, str]:
        """By this KSeF recognises a duplicate: seller, kind and number."""
        return self.seller_nip, self.kind, self.number

    def texts(self, path: str) -> list[str]:
        """All texts at a path with the prefix f."""
        return [each.text or "" for each in self.root.iterfind(path, FA)]

    def summary(self) -> dict[str, Any]:
        """The part of `InvoiceMetadata` that the document itself tells."""
        net = sum((self._amount(name) for name in NET), Decimal(0))
        suffix = "" if self.currency == "PLN" else "W"
        vat = sum((self._amount(name + suffix) for name in VAT), Decimal(0))
        return {
            "invoiceNumber": self.number,
            "issueDate": self.issue_date.isoformat(),
            "seller": {"nip": self.seller_nip, "name": self.seller_name},
            "buyer": self._buyer(),
            "netAmount": float(net),
            "grossAmount": float(self.gross),
            "vatAmount": float(vat),
            "currency": self.currency,
            "invoiceType": KINDS[self.kind],
            "formCode": {"systemCode": "FA (3)", "schemaVersion": "1-0E", "value": "FA"},
            "isSelfInvoicing": self.is_self_billed,
            "hasAttachment": self.has_attachment,
            "thirdSubjects": [_third(each) for each in self.root.iterfind("f:Podmiot3", FA)],
            "authorizedSubject": self._authorized(),
        }

    def _buyer(self) -> dict[str, Any]:
        party = self.root.find("f:Podmiot2", FA)
        return {"identifier": _identifier(party), "name": _name(party)}

    def _authorized(self) -> dict[str, Any] | None:
        party = self.root.find("f:PodmiotUpowazniony", FA)
        if party is None:
            return None
        nip = party.findtext("f:DaneIdentyfikacyjne/f:NIP", "", FA)
        return {"nip": nip, "name": _name(party), "role": int(party.findtext("f:RolaPU", "0", FA))}

    def _amount(self, name: str) -> Decimal:
        return Decimal(self._text(f"f:Fa/f:{name}") or "0")

    def _text(self, path: str) -> str:
        return (self.root.findtext(path, "", FA) or "").strip()


def _identifier(party: etree._Element) -> dict[str, str | None]:
    data = party.find("f:DaneIdentyfikacyjne", FA)
    for element, kind in (("NIP", "Nip"), ("IDWew", "InternalId"), ("NrVatUE", "VatUe"), ("NrID", "Other")):
        value = data.findtext(f"f:{element}", None, FA)
        if value is not None:
            prefix = data.findtext("f:KodUE", "", FA) if kind == "VatUe" else ""
            return {"type": kind, "value": f"{prefix}{value}"}
    return {"type": "None", "value": None}


def _name(party: etree._Element) -> str | None:
    name: str | None = party.findtext("f:DaneIdentyfikacyjne/f:Nazwa", None, FA)
    return name


def _third(party: etree._Element) -> dict[str, Any]:
    return {
        "identifier": _identifier(party),
        "name": _name(party),
        "role": int(party.findtext("f:Rola", "0", FA)),
    }


def number_if_readable(root: etree._Element) -> str | None:
    """P_2 of a document that need not be valid: the API shows it even for refused invoices."""
    number: str | None = root.findtext("f:Fa/f:P_2", None, FA)
    return number.strip()[:256] if number else None
