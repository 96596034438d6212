"""What Fa says beside its annotations and its payment: totals, rows, corrections, advances, the order."""

from __future__ import annotations

from invoicing.model.document import (
    AdjustmentView,
    AdvanceInvoiceView,
    AdvancePaymentView,
    CorrectionView,
    LineView,
    NoteView,
    OrderView,
    OriginalView,
    PeriodView,
    RateGroup,
    RateTotalView,
    SettlementView,
)
from ksef.fa3.codes import GROUPS
from ksef.fa3.reading_parties import read_party
from ksef.fa3.reading_parts import Part

_TOTALS = {
    RateGroup(group.rates): {"net": group.net}
    | ({"vat": group.vat, "vat_in_pln": f"{group.vat}W"} if group.vat else {})
    for group in GROUPS
}
_CORRECTION = {
    "reason": "PrzyczynaKorekty",
    "effect": "TypKorekty",
    "period": "OkresFaKorygowanej",
    "right_number": "NrFaKorygowany",
    "gross_before": "P_15ZK",
    "exchange_rate_before": "KursWalutyZK",
}
_ORIGINAL = {
    "issue_date": "DataWystFaKorygowanej",
    "number": "NrFaKorygowanej",
    "in_ksef": "NrKSeF",
    "ksef_number": "NrKSeFFaKorygowanej",
    "outside_ksef": "NrKSeFN",
}
_ADVANCE_PAYMENT = {"received_on": "P_6Z", "amount": "P_15Z", "exchange_rate": "KursWalutyZW"}
_ADVANCE_INVOICE = {
    "ksef_number": "NrKSeFFaZaliczkowej",
    "outside_ksef": "NrKSeFZN",
    "number": "NrFaZaliczkowej",
}
_NOTE = {"line_ordinal": "NrWiersza", "key": "Klucz", "value": "Wartosc"}
_LINE = {
    "ordinal": "NrWierszaFa",
    "unique_id": "UU_ID",
    "supply_date": "P_6A",
    "name": "P_7",
    "item_code": "Indeks",
    "gtin": "GTIN",
    "pkwiu": "PKWiU",
    "cn": "CN",
    "pkob": "PKOB",
    "unit": "P_8A",
    "quantity": "P_8B",
    "unit_net_price": "P_9A",
    "unit_gross_price": "P_9B",
    "discount": "P_10",
    "net": "P_11",
    "gross": "P_11A",
    "vat": "P_11Vat",
    "vat_rate": "P_12",
    "oss_rate": "P_12_XII",
    "annex_15": "P_12_Zal_15",
    "excise": "KwotaAkcyzy",
    "gtu": "GTU",
    "procedure": "Procedura",
    "exchange_rate": "KursWaluty",
    "before_correction": "StanPrzed",
}
_ORDER_LINE = {
    "ordinal": "NrWierszaZam",
    "unique_id": "UU_IDZ",
    "name": "P_7Z",
    "item_code": "IndeksZ",
    "gtin": "GTINZ",
    "pkwiu": "PKWiUZ",
    "cn": "CNZ",
    "pkob": "PKOBZ",
    "unit": "P_8AZ",
    "quantity": "P_8BZ",
    "unit_net_price": "P_9AZ",
    "net": "P_11NettoZ",
    "vat": "P_11VatZ",
    "vat_rate": "P_12Z",
    "oss_rate": "P_12Z_XII",
    "annex_15": "P_12Z_Zal_15",
    "gtu": "GTUZ",
    "procedure": "ProceduraZ",
    "excise": "KwotaAkcyzyZ",
    "before_correction": "StanPrzedZ",
}
_ADJUSTMENT = {"amount": "Kwota", "reason": "Powod"}
_SETTLEMENT = {
    "charges_total": "SumaObciazen",
    "deductions_total": "SumaOdliczen",
    "to_pay": "DoZaplaty",
    "to_settle": "DoRozliczenia",
}


def read_period(part: Part) -> PeriodView | None:
    """OkresFa."""
    return PeriodView(**part.fields({"start": "P_6_Od", "end": "P_6_Do"})) if part else None


def read_totals(content: Part) -> tuple[RateTotalView, ...]:
    """P_13_* with their P_14_*: each group of which anything is said."""
    return tuple(
        RateTotalView(group, **content.fields(names))
        for group, names in _TOTALS.items()
        if content.has_any(*names.values())
    )


def read_correction(content: Part) -> CorrectionView | None:
    """What Fa says of corrected invoices; None when nothing."""
    correction = CorrectionView(
        originals=tuple(
            OriginalView(**each.fields(_ORIGINAL)) for each in content.parts("DaneFaKorygowanej")
        ),
        seller_before=read_party(content.part("Podmiot1K")),
        buyers_before=tuple(filter(None, map(read_party, content.parts("Podmiot2K")))),
        **content.fields(_CORRECTION),
    )
    return None if correction == CorrectionView() else correction


def read_advance_payments(content: Part) -> tuple[AdvancePaymentView, ...]:
    """ZaliczkaCzesciowa."""
    return tuple(
        AdvancePaymentView(**each.fields(_ADVANCE_PAYMENT)) for each in content.parts("ZaliczkaCzesciowa")
    )


def read_advance_invoices(content: Part) -> tuple[AdvanceInvoiceView, ...]:
    """FakturaZaliczkowa."""
    return tuple(
        AdvanceInvoiceView(**each.fields(_ADVANCE_INVOICE)) for each in content.parts("FakturaZaliczkowa")
    )


def read_notes(content: Part) -> tuple[NoteView, ...]:
    """DodatkowyOpis."""
    return tuple(NoteView(**each.fields(_NOTE)) for each in content.parts("DodatkowyOpis"))


def read_lines(content: Part) -> tuple[LineView, ...]:
    """FaWiersz."""
    return tuple(LineView(**each.fields(_LINE)) for each in content.parts("FaWiersz"))


def read_settlement(part: Part) -> SettlementView | None:
    """Rozliczenie."""
    if not part:
        return None
    return SettlementView(
        charges=_adjustments(part, "Obciazenia"),
        deductions=_adjustments(part, "Odliczenia"),
        **part.fields(_SETTLEMENT),
    )


def _adjustments(part: Part, name: str) -> tuple[AdjustmentView, ...]:
    return tuple(AdjustmentView(**each.fields(_ADJUSTMENT)) for each in part.parts(name))


def read_order(part: Part) -> OrderView | None:
    """Zamowienie."""
    if not part:
        return None
    return OrderView(
        gross=part.value("WartoscZamowienia"),
        lines=tuple(LineView(**each.fields(_ORDER_LINE)) for each in part.parts("ZamowienieWiersz")),
    )
