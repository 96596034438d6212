"""The profile of a company that issues: what the assistant may fill in by itself, and what it must never."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from invoicing.model.accounts import BankAccount
from invoicing.model.errors import InvalidValue, Refused
from invoicing.model.money import check_number
from invoicing.model.numbering import Series, check_apart
from invoicing.model.party import BuyerKind, Seller
from invoicing.model.small_sales import Crossing
from invoicing.model.text import check_text
from invoicing.model.vat import UNTAXED, PriceKind, VatRate

_EXEMPTION_FIELDS = frozenset({"P_19A", "P_19B", "P_19C"})
_LONGEST_TERM = 3650  # days; more is a slip of the finger


class WhenSilent(StrEnum):
    """What the company wants when KSeF does not answer and nobody has announced an outage."""

    WAIT = "wait"
    OFFLINE24 = "offline24"


class VatStatus(StrEnum):
    """Whether the company charges VAT."""

    ACTIVE = "active"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class VatExemption:
    """Why no VAT is charged: the law's own words go into P_19A (act), P_19B (directive) or P_19C (other)."""

    text: str
    field: str = "P_19A"

    def __post_init__(self) -> None:
        check_text(self.text, "exemption")
        if self.field not in _EXEMPTION_FIELDS:
            raise InvalidValue("exemption-field", field=self.field)


_TOLD_GROSS = frozenset({BuyerKind.CONSUMER, BuyerKind.NO_NIP})
"""Buyers who see prices with tax everywhere."""


@dataclass(frozen=True, slots=True)
class CompanyProfile:
    """What is known of the seller and its habits.

    An exempt company has an exemption and no other default rate; `rate_for` is the only door through which a
    rate gets on a line, so such a company cannot show a rate by accident.

    Attributes:
        default_price_kind: the company's habit, for every buyer; None where it has none.
        when_silent: what to propose while KSeF is silent.
        small_sales: the owner said that the company uses the rule of 10 000 zł (art. 145m VATA).
        small_sales_lost: the invoice that went beyond its limit; from it on the rule serves the company no more.
        consumers_into_ksef: the owner wants invoices for consumers there too, which is voluntary.
        approval_above: gross in PLN above which another person than the author must approve; None for never.
        mail_issue_up_to: gross in PLN up to which a letter that is believed issues without a tap; None for never.
        mail_issues_a_day: how many letters a day may do that.
    """

    seller: Seller
    vat_status: VatStatus = VatStatus.ACTIVE
    exemption: VatExemption | None = None
    cash_accounting: bool = False
    default_rate: VatRate = VatRate.STANDARD
    default_price_kind: PriceKind | None = None
    payment_days: int = 14
    bank_account: str | None = None
    series: str = "FV/{year}/{month}/{number}"
    correction_series: str = "KOR/{year}/{month}/{number}"
    when_silent: WhenSilent = WhenSilent.WAIT
    small_sales: bool = False
    small_sales_lost: Crossing | None = None
    consumers_into_ksef: bool = False
    approval_above: Decimal | None = None
    mail_issue_up_to: Decimal | None = None
    mail_issues_a_day: int = 0

    def __post_init__(self) -> None:
        if self.vat_status is VatStatus.EXEMPT:
            object.__setattr__(self, "default_rate", VatRate.EXEMPT)
        if self.default_rate is VatRate.EXEMPT and self.exemption is None:
            raise InvalidValue("exemption-missing", nip=self.seller.nip.digits)
        if not 0 <= self.payment_days <= _LONGEST_TERM:
            raise InvalidValue("payment-days", days=str(self.payment_days))
        if self.approval_above is not None:
            check_number(self.approval_above, "approval_above", digits=16, decimals=2)
        if self.mail_issue_up_to is not None:
            check_number(self.mail_issue_up_to, "mail_issue_up_to", digits=16, decimals=2)
        if self.bank_account is not None:
            BankAccount.parse(self.bank_account)
        check_apart((Series(self.series), Series(self.correction_series)))

    def price_kind_for(self, buyer: BuyerKind | None) -> PriceKind:
        """What a price is of which nobody said it: the company's habit, else gross for people and net for firms."""
        shops = PriceKind.GROSS if buyer in _TOLD_GROSS else PriceKind.NET
        return self.default_price_kind or shops

    def rate_for(self, said: VatRate | None) -> VatRate:
        """The rate of a line.

        Args:
            said: what a person said, None when nobody did.

        Raises:
            Refused: rate-of-exempt-company, somebody said a taxed rate (0 % is one) and the company charges no
                VAT; exemption-unknown, an active company sells exempt and has not said by which article.
        """
        rate = self.default_rate if said is None else said
        if self.vat_status is VatStatus.EXEMPT and rate not in UNTAXED:
            raise Refused("rate-of-exempt-company", rate=rate.value)
        if rate is VatRate.EXEMPT and self.exemption is None:
            raise Refused("exemption-unknown", rate=rate.value)
        return rate
