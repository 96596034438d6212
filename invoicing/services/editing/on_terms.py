"""Handlers of edits of the whole draft: terms, buyer, note, price kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from invoicing.model.errors import Refused
from invoicing.model.invoice import Draft
from invoicing.model.kinds import InvoiceKind
from invoicing.services.contacts.records import identity
from invoicing.services.editing.lines import line_meant
from invoicing.services.editing.setting import Handler, Setting
from invoicing.services.issuing.addresses import address_of
from invoicing.services.issuing.buyers import guessed_name
from invoicing.services.issuing.changing import paid_at_once
from invoicing.services.issuing.price_kinds import meant_as, one_meant_as
from invoicing.services.parsing.edits.said import Edit

_OF_ADVANCES = frozenset({InvoiceKind.ADVANCE, InvoiceKind.SETTLEMENT})


def price_kind(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    """The prices stay as they were said, and mean something else; or only one of them does."""
    del setting
    kind = edit.price_kind or draft.price_kind
    if edit.line is None and edit.hint is None:
        return meant_as(draft, kind)
    return one_meant_as(draft, line_meant(draft, edit), kind)


def due(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    """Another term, or none; what has one is not paid yet."""
    del setting
    return replace(draft, due_date=edit.day, paid=False, guessed=draft.guessed - {"due_date"})


def paid(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    """What is paid has no term; what is not has the company's, until another is said."""
    if edit.yes:
        return replace(draft, paid=True, due_date=None, guessed=draft.guessed - {"due_date"})
    if draft.due_date is not None or draft.payment_method.at_once:
        return replace(draft, paid=False)
    due = setting.today + timedelta(days=setting.profile.payment_days)
    return replace(draft, paid=False, due_date=due, guessed=draft.guessed | {"due_date"})


def buyer(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    """Another buyer, with its own address for letters: the old one was the other's."""
    found = setting.found
    if found is None:
        raise Refused("edit-buyer", name=edit.text)
    guessed = (draft.guessed - {"buyer-name"}) | guessed_name(found, edit.text)
    same = draft.buyer is not None and identity(draft.buyer) == identity(found.buyer)
    newer = replace(draft, buyer=found.buyer, guessed=guessed)
    return newer if same else newer.sent_to([found.send_to] if found.send_to else [])


def buyer_name(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    """Another name of the same buyer."""
    if draft.buyer is None:
        return buyer(draft, edit, setting)
    named = replace(draft.buyer, name=edit.text)
    return replace(draft, buyer=named, guessed=draft.guessed - {"buyer-name"})


def buyer_address(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    """Another address of the same buyer."""
    del setting
    address = address_of(edit.text)
    if draft.buyer is None or address is None:
        raise Refused("edit-buyer", name=edit.text)
    return replace(draft, buyer=replace(draft.buyer, address=address))


def currency(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    """Another currency of all prices, which stay as they were said; the rate of the old one is none of the new one.

    Raises:
        Refused: not-yet, an advance in another currency, or its settlement.
    """
    del setting
    if edit.text == draft.currency:
        return draft
    if draft.kind in _OF_ADVANCES:
        raise Refused("not-yet", what="currency")
    return replace(draft, currency=edit.text, exchange_rate=None, rated_for=None)


def in_currency(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    """A currency beside a price: that of the draft, or of its only price."""
    if edit.text != draft.currency and len(draft.lines) > 1:
        raise Refused("edit-currency", currency=draft.currency, said=edit.text)
    return currency(draft, edit, setting)


def payment(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    """Another way to pay; who pays later after all gets the company's term, until another is said."""
    method = edit.payment or draft.payment_method
    newer = paid_at_once(draft, method)
    if method.at_once or newer.paid or newer.due_date is not None or not draft.payment_method.at_once:
        return newer
    due = setting.today + timedelta(days=setting.profile.payment_days)
    return replace(newer, due_date=due, guessed=newer.guessed | {"due_date"})


def one_field(name: str) -> Handler:
    """A handler that writes what was said in one field; taken away it is empty."""

    def handle(draft: Draft, edit: Edit, setting: Setting) -> Draft:
        del setting
        value = {
            "supply_date": edit.day,
            "note": edit.text,
        }[name]
        return replace(draft, **{name: value if edit.yes else None})  # type: ignore[arg-type]  # one of its fields

    return handle


def send_to(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    """Another address in place of all, or one of them, or all of them, no more.

    Raises:
        Refused: edit-address-unknown, nothing would have gone there.
    """
    del setting
    if edit.yes:
        return draft.sent_to([edit.text])
    if edit.text and edit.text not in draft.addresses:
        raise Refused("edit-address-unknown", said=edit.text)
    return draft.sent_to(each for each in draft.addresses if edit.text and each != edit.text)


def send_also(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    """One address more.

    Raises:
        Refused: pro-forma-one-address, addresses-many.
    """
    del setting
    if draft.kind is InvoiceKind.PRO_FORMA and draft.send_to not in {None, edit.text}:
        raise Refused("pro-forma-one-address")
    return draft.sent_to((*draft.addresses, edit.text))


def split(draft: Draft, edit: Edit, setting: Setting) -> Draft:
    """Split payment, or none."""
    del setting
    return replace(draft, split_payment=edit.yes)
