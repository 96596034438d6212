"""Rows of an invoice and of an order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LineView:
    """A row of an invoice (FaWiersz) or of an order (ZamowienieWiersz, which has fewer fields).

    Attributes:
        unique_id: UU_ID, a number of the row that no other row anywhere has.
        supply_date: P_6A, where rows differ in it.
        item_code: Indeks, the seller's own code of the goods.
        gtin, pkwiu, cn, pkob: the codes of the classifications of those names.
        unit_net_price, unit_gross_price: P_9A, P_9B (art. 106e ust. 7-8 VATA).
        discount: P_10.
        net, gross, vat: P_11, P_11A, P_11Vat.
        vat_rate: P_12, such as "23", "0 WDT", "zw".
        oss_rate: P_12_XII, a percentage of another country (OSS).
        annex_15: "1" for goods of annex 15 to the VATA (split payment).
        excise: KwotaAkcyzy, contained in the price.
        gtu, procedure: codes of the records for JPK_VAT.
        exchange_rate: KursWaluty, by which the tax was counted.
        before_correction: "1" for a row as it was before a correction (StanPrzed).
    """

    ordinal: str = ""
    unique_id: str = ""
    supply_date: str = ""
    name: str = ""
    item_code: str = ""
    gtin: str = ""
    pkwiu: str = ""
    cn: str = ""
    pkob: str = ""
    unit: str = ""
    quantity: str = ""
    unit_net_price: str = ""
    unit_gross_price: str = ""
    discount: str = ""
    net: str = ""
    gross: str = ""
    vat: str = ""
    vat_rate: str = ""
    oss_rate: str = ""
    annex_15: str = ""
    excise: str = ""
    gtu: str = ""
    procedure: str = ""
    exchange_rate: str = ""
    before_correction: str = ""

    @property
    def is_gross(self) -> bool:
        """Whether its value is stated gross only (art. 106e ust. 7-8 VATA)."""
        return bool(self.gross and not self.net)

    @property
    def unit_price(self) -> str:
        """The price in the kind its value is stated in."""
        return self.unit_gross_price if self.is_gross else self.unit_net_price

    @property
    def value(self) -> str:
        """Its value in that kind."""
        return self.gross if self.is_gross else self.net

    @property
    def rate(self) -> str:
        """P_12, or the foreign percentage."""
        return self.vat_rate or self.oss_rate


@dataclass(frozen=True, slots=True)
class OrderView:
    """The order or contract that an advance belongs to (Zamowienie); `gross` is its worth with the tax."""

    gross: str = ""
    lines: tuple[LineView, ...] = ()
