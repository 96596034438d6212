"""How to pay, what was paid, and what is added to the sum or taken from it."""

from __future__ import annotations

from collections.abc import Iterator

from invoicing.model.document import AccountView, DocumentView, DueView, PaymentView, SettlementView
from templates.drawing.blocks import Block, Column, facts, table
from templates.sheet import Sheet, line
from templates.values import grouped_account


def payment(view: PaymentView | None, sheet: Sheet) -> list[Block]:
    """Platnosc."""
    return facts(sheet.words("payment"), _facts(view, sheet)) if view else []


def settlement(view: DocumentView, sheet: Sheet) -> list[Block]:
    """What was paid in parts, advances (ZaliczkaCzesciowa), advance invoices (FakturaZaliczkowa), Rozliczenie."""
    return [
        *(_parts(view.payment, sheet) if view.payment else []),
        *_advances(view, sheet),
        *_advance_invoices(view, sheet),
        *_adjustments(view.settlement, sheet),
    ]


def _facts(view: PaymentView, sheet: Sheet) -> Iterator[tuple[str, str]]:
    yield sheet.words("method"), line(_method(view.method, view.method_description, sheet))
    for due in view.due:
        yield sheet.words("due"), line(_due(due, sheet))
    if view.is_settled:
        yield sheet.words("paid"), sheet.day(view.settled_on) or sheet.words("yes")
    elif view.paid_on:
        yield sheet.words("paid"), sheet.day(view.paid_on)
    for account in view.accounts:
        yield from _account(account, sheet.words("account"), sheet)
    for account in view.factor_accounts:
        yield from _account(account, sheet.field("factor_account"), sheet)
    if discount := view.cash_discount:
        yield sheet.field("cash_discount"), line(discount.size)
        yield sheet.field("cash_discount_conditions"), line(discount.conditions)
    yield sheet.field("payment_link"), line(view.link)
    yield sheet.field("ksef_payment_id"), line(view.ksef_payment_id)


def _method(code: str, description: str, sheet: Sheet) -> str:
    known = sheet.code("FormaPlatnosci", code)
    return " – ".join(each for each in (known, description) if each)


def _due(due: DueView, sheet: Sheet) -> str:
    """The date as people write it; words around it stay."""
    return sheet.day(str(due))


def _account(account: AccountView, words: str, sheet: Sheet) -> Iterator[tuple[str, str]]:
    yield words, grouped_account(account.number)
    yield sheet.words("bank"), line(account.bank)
    yield sheet.field("swift"), line(account.swift)
    yield sheet.field("account_description"), line(account.description)
    yield sheet.field("bank_own"), sheet.code("RachunekWlasnyBanku", account.bank_own)


def _parts(view: PaymentView, sheet: Sheet) -> list[Block]:
    whole = sheet.field("paid_in_parts" if view.partly_paid == "2" else "paid_partly")
    columns = (
        Column(sheet.field("paid_on")),
        Column(sheet.words("method"), wide=True),
        Column(sheet.field("amount"), right=True),
    )
    rows = (
        (
            sheet.day(each.paid_on),
            line(_method(each.method, each.method_description, sheet)),
            sheet.number(each.amount),
        )
        for each in view.parts
    )
    return table(whole, columns, rows)


def _advances(view: DocumentView, sheet: Sheet) -> list[Block]:
    columns = (
        Column(sheet.field("received_on"), wide=True),
        Column(sheet.field("exchange_rate"), right=True),
        Column(sheet.field("amount"), right=True),
    )
    rows = (
        (sheet.day(each.received_on), sheet.number(each.exchange_rate, 4), sheet.number(each.amount))
        for each in view.advance_payments
    )
    return table(sheet.field("advance_payments"), columns, rows)


def _advance_invoices(view: DocumentView, sheet: Sheet) -> list[Block]:
    columns = (
        Column(sheet.words("number"), wide=True),
        Column(sheet.words("ksef_number")),
        Column(sheet.field("in_ksef")),
    )
    rows = (
        (line(each.number), line(each.ksef_number), sheet.field("outside_ksef") if each.outside_ksef else "")
        for each in view.advance_invoices
    )
    return table(sheet.field("advance_invoices"), columns, rows)


def _adjustments(view: SettlementView | None, sheet: Sheet) -> list[Block]:
    if view is None:
        return []
    columns = (Column(sheet.field("reason"), wide=True), Column(sheet.field("amount"), right=True))
    charges = ((line(each.reason), sheet.number(each.amount)) for each in view.charges)
    deductions = ((line(each.reason), sheet.number(each.amount)) for each in view.deductions)
    sums = (
        (sheet.field(name), sheet.number(getattr(view, name)))
        for name in ("charges_total", "deductions_total", "to_pay", "to_settle")
    )
    return [
        *table(sheet.field("charges"), columns, charges),
        *table(sheet.field("deductions"), columns, deductions),
        *facts(sheet.field("settlement"), sums),
    ]
