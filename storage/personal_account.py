"""What each table holds of a person: the columns that are given out, in sections.

Each column of each table stands here or, for a reason, in `personal_kept_out`. A test fails when a new one does not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, func, or_

from invoicing.services.messages import Channel
from invoicing.services.people.held import Whose
from storage.access_links import access_links
from storage.agreements import agreements
from storage.buyer_chats import buyer_chats
from storage.buyer_letters import automatic_answers, buyer_letters
from storage.contact_tables import contacts
from storage.delivery_tables import suppressed
from storage.mail_trust import mail_tokens, quarantine
from storage.onboardings import onboardings
from storage.other_letters import other_letters
from storage.outage_tables import total_failures
from storage.pro_formas import pro_formas
from storage.questions import questions
from storage.recurrences import recurrences
from storage.tables import deliveries, drafts, identities, invitations, invoices, memberships, people
from storage.traffic import cursors, events, inbox, jobs, shown

Condition = Callable[[Whose], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of a table that are somebody's, and the columns of them that are given out."""

    name: str
    table: Table
    columns: tuple[str, ...]
    of: Condition


def _section(name: str, table: Table, columns: str, of: Condition) -> Section:
    return Section(name, table, tuple(columns.split()), of)


def _by(table: Table, column: str) -> Condition:
    return lambda whose: table.c[column] == whose.person_id


def mailed(table: Table, column: str) -> Condition:
    """One of the addresses, however somebody typed it."""
    return lambda whose: func.lower(table.c[column]).in_(whose.mails)


def _named_in(table: Table, column: str) -> Condition:
    """The person's id stands in JSON of the table."""
    return lambda whose: table.c[column].contains(f'"{whose.person_id}"', autoescape=True)


def address_in(table: Table, column: str) -> Condition:
    """One of the addresses stands in JSON of the table."""

    def of(whose: Whose) -> ColumnElement[bool]:
        text = func.lower(table.c[column])
        return or_(*(text.contains(f'"{mail}"', autoescape=True) for mail in whose.mails))

    return of


def places(whose: Whose) -> list[str]:
    """Where they are shown things."""
    return [*whose.chats, *whose.mails]


def lanes(whose: Whose) -> list[str]:
    """The lanes of messages that are to be shown to them."""
    telegram = [f"{Channel.TELEGRAM}:{chat}" for chat in whose.chats]
    return telegram + [f"{Channel.EMAIL}:{mail}" for mail in whose.mails]


def said_in(whose: Whose) -> ColumnElement[bool]:
    """Messages that they wrote in their own chats."""
    own = [f"{Channel.TELEGRAM}:{chat}" for chat in whose.chats]
    return (inbox.c.channel == Channel.TELEGRAM.value) & inbox.c.lane.in_(own)


def told(whose: Whose) -> ColumnElement[bool]:
    """Promises to show them something."""
    named = jobs.c.key.contains(
        f":{whose.person_id}", autoescape=True
    )  # a code that went to an address not yet theirs
    return jobs.c.kind.startswith("Show:") & or_(jobs.c.lane.in_(lanes(whose)), named)


def noted(whose: Whose) -> ColumnElement[bool]:
    """Notes of the program that bear their id, or where they are reached."""
    names = [str(whose.person_id), *(f":{place}:" for place in places(whose))]
    return or_(*(cursors.c.name.contains(name, autoescape=True) for name in names))


OF_PERSON = (
    _section("person", people, "id name language", _by(people, "id")),
    _section("addresses", identities, "person_id channel address", _by(identities, "person_id")),
    _section("companies", memberships, "person_id company_id role", _by(memberships, "person_id")),
    _section(
        "invitations",
        invitations,
        "company_id role email expires_at redeemed_at",
        mailed(invitations, "email"),
    ),
    _section("messages", inbox, "channel received_at raw", said_in),
    _section("waiting", jobs, "kind created_at due_at done_at", told),
    _section("shown", shown, "channel chat tag message_id", lambda whose: shown.c.chat.in_(places(whose))),
    _section("notes", cursors, "name value", noted),
    _section(
        "questions",
        questions,
        "id company_id person_id asked_at channel language text way why candidates shown chosen thumb "
        "answer answered_at settled",
        _by(questions, "person_id"),
    ),
    _section(
        "answered",
        questions,
        "company_id handed_to handed_at answer answered_at",
        _by(questions, "handed_to"),
    ),
    _section("drafts", drafts, "id company_id author version status", _by(drafts, "author")),
    _section(
        "invoices",
        invoices,
        "id company_id number issued_at issued_by status ksef_number",
        _by(invoices, "issued_by"),
    ),
    _section("pro_formas", pro_formas, "company_id number made_at", _named_in(pro_formas, "pro_forma")),
    _section("recurring", recurrences, "id company_id state next_on", _named_in(recurrences, "recurrence")),
    _section(
        "letters_asked_for",
        other_letters,
        "company_id person_id kind number written_at",
        _by(other_letters, "person_id"),
    ),
    _section(
        "one_time_pages",
        access_links,
        "company_id person_id expires_at failures closed",
        _by(access_links, "person_id"),
    ),
    _section(
        "questions_by_letter",
        agreements,
        "person_id draft_id version way expires_at ended choices mailbox thread subject",
        _by(agreements, "person_id"),
    ),
    _section("secret_addresses", mail_tokens, "person_id made_at revoked_at", _by(mail_tokens, "person_id")),
    _section(
        "quarantine",
        quarantine,
        "person_id sender doubt received_at knew_token sender_is_real ended",
        _by(quarantine, "person_id"),
    ),
    _section("set_up", onboardings, "person_id founded onboarding", _by(onboardings, "person_id")),
    _section(
        "outages_confirmed",
        total_failures,
        "company_id person_id source began_at confirmed_at ended_at ended_source",
        _by(total_failures, "person_id"),
    ),
    _section(
        "history",
        events,
        "what at who company_id invoice_id",
        lambda whose: events.c.who == str(whose.person_id),
    ),
    _section(
        "papers_in_telegram",
        buyer_chats,
        "company_id chat language joined_at",
        lambda whose: buyer_chats.c.chat.in_(whose.chats),
    ),
)
"""Of whoever works with us."""

OF_ADDRESS = (
    _section(
        "contact_of",
        contacts,
        "company_id name buyer language last_used ways",
        address_in(contacts, "buyer"),
    ),
    _section(
        "deliveries",
        deliveries,
        "company_id invoice_id channel address message_id status answer settled_at paper in_reply_to",
        mailed(deliveries, "address"),
    ),
    _section(
        "other_letters",
        other_letters,
        "company_id kind number buyer address message_id written_at returned",
        mailed(other_letters, "address"),
    ),
    _section(
        "wishes",
        buyer_letters,
        "company_id invoice_id sender wishes words nip known sure letters written_at ended",
        mailed(buyer_letters, "sender"),
    ),
    _section(
        "answered_by_itself",
        automatic_answers,
        "address purpose answered_at",
        mailed(automatic_answers, "address"),
    ),
    _section("no_letters", suppressed, "company_id way address since why", mailed(suppressed, "address")),
    _section("drafts_for", drafts, "id company_id status", address_in(drafts, "draft")),
    _section(
        "invoices_for", invoices, "id company_id number issued_at status", address_in(invoices, "content")
    ),
    _section("pro_formas_for", pro_formas, "company_id number made_at", address_in(pro_formas, "pro_forma")),
    _section(
        "recurring_for", recurrences, "id company_id state next_on", address_in(recurrences, "recurrence")
    ),
)
"""Of an e-mail address: a buyer's, or one of somebody who works with us."""
