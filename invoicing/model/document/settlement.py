"""Advances, and what is added to the sum due or taken from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AdvancePaymentView:
    """One of several payments that an advance invoice documents (ZaliczkaCzesciowa)."""

    received_on: str = ""
    amount: str = ""
    exchange_rate: str = ""


@dataclass(frozen=True, slots=True)
class AdvanceInvoiceView:
    """An advance invoice that is settled (FakturaZaliczkowa): its KSeF number, or a flag and its own number."""

    ksef_number: str = ""
    outside_ksef: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class AdjustmentView:
    """An amount added or deducted, and why."""

    amount: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SettlementView:
    """Rozliczenie: charges, deductions, and what is left to pay (DoZaplaty) or to give back (DoRozliczenia)."""

    charges: tuple[AdjustmentView, ...] = ()
    charges_total: str = ""
    deductions: tuple[AdjustmentView, ...] = ()
    deductions_total: str = ""
    to_pay: str = ""
    to_settle: str = ""
