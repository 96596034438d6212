"""The whole document."""

from __future__ import annotations

from dataclasses import dataclass, field

from invoicing.model.document.annotations import AnnotationsView
from invoicing.model.document.attachment import AttachmentView
from invoicing.model.document.correction import CorrectionView
from invoicing.model.document.lines import LineView, OrderView
from invoicing.model.document.parties import AuthorizedEntityView, BuyerView, SellerView, ThirdPartyView
from invoicing.model.document.payment import PaymentView
from invoicing.model.document.remainder import FooterView, HeaderView, NoteView
from invoicing.model.document.settlement import AdvanceInvoiceView, AdvancePaymentView, SettlementView
from invoicing.model.document.terms import TermsView
from invoicing.model.document.totals import RateTotalView


@dataclass(frozen=True, slots=True)
class PeriodView:
    """The time an invoice is for (OkresFa), first and last day."""

    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class DocumentView:
    """An FA(3) document.

    Attributes:
        kind: RodzajFaktury: VAT, KOR, ZAL, ROZ, UPR, KOR_ZAL, KOR_ROZ.
        place: where it was issued (P_1M).
        supply_date: P_6, the same for all rows; `period` for a time, `LineView.supply_date` where rows differ.
        warehouse_notes: numbers of the documents WZ.
        gross: P_15; on a correction the difference, on an advance the payment.
        exchange_rate: KursWalutyZ, of an advance invoice in other money.
        cash_register, related_parties, excise_refund: flags FP (art. 109 ust. 3d VATA), TP, ZwrotAkcyzy.
    """

    header: HeaderView = field(default_factory=HeaderView)
    seller: SellerView = field(default_factory=SellerView)
    buyer: BuyerView = field(default_factory=BuyerView)
    third_parties: tuple[ThirdPartyView, ...] = ()
    authorized_entity: AuthorizedEntityView | None = None
    kind: str = ""
    number: str = ""
    issue_date: str = ""
    place: str = ""
    currency: str = ""
    warehouse_notes: tuple[str, ...] = ()
    supply_date: str = ""
    period: PeriodView | None = None
    totals: tuple[RateTotalView, ...] = ()
    gross: str = ""
    exchange_rate: str = ""
    annotations: AnnotationsView = field(default_factory=AnnotationsView)
    correction: CorrectionView | None = None
    advance_payments: tuple[AdvancePaymentView, ...] = ()
    cash_register: str = ""
    related_parties: str = ""
    notes: tuple[NoteView, ...] = ()
    advance_invoices: tuple[AdvanceInvoiceView, ...] = ()
    excise_refund: str = ""
    lines: tuple[LineView, ...] = ()
    settlement: SettlementView | None = None
    payment: PaymentView | None = None
    terms: TermsView | None = None
    order: OrderView | None = None
    footer: FooterView = field(default_factory=FooterView)
    attachment: AttachmentView | None = None

    @property
    def price_kind(self) -> str:
        """Gross when every row states its value so, otherwise net."""
        return "gross" if self.lines and all(line.is_gross for line in self.lines) else "net"

    @property
    def supplied(self) -> str:
        """The day of supply, or two days with a slash for a period; "" where the rows differ."""
        if self.supply_date:
            return self.supply_date
        if self.period:
            return f"{self.period.start}/{self.period.end}"
        days = {line.supply_date for line in self.lines}
        return days.pop() if len(days) == 1 else ""

    @property
    def marked(self) -> tuple[str, ...]:
        """The names, in FA(3), of the annotations and flags that apply."""
        flags = {"FP": self.cash_register, "TP": self.related_parties}
        return (*self.annotations.codes, *(code for code, flag in flags.items() if flag == "1"))

    def rates_of(self, total: RateTotalView) -> tuple[str, ...]:
        """The rates of the rows behind a total; the first of its group when no row says."""
        carried = {line.vat_rate for line in self.lines}
        return tuple(rate for rate in total.group.value if rate in carried) or (total.rate,)
