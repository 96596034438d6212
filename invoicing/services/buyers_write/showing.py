"""What the seller sees of a letter from a buyer: who, about what, in which words, and what can be done about it."""

from __future__ import annotations

from invoicing.services.buyers_write.records import BuyerLetter
from invoicing.services.buyers_write.wishes import BuyerWish
from invoicing.services.mail_trust.gate import masked
from invoicing.services.messages import Choice, Option, Reply, Style
from invoicing.services.records import StoredInvoice
from invoicing.services.replies import summary

RESEND, FIX_NIP, PAID, MYSELF = "buyer-resend", "buyer-fix-nip", "buyer-paid", "buyer-myself"
"""Actions of the buttons; their subject is the letter."""
MOST_A_DAY = 50
"""Letters of a company of which somebody is told in a day; further ones stay in the mailbox."""


def shown(
    stored: StoredInvoice, letter: BuyerLetter, *, to: str | None, copyable: bool, today: int = 0
) -> Reply:
    """The letter as a message.

    Args:
        stored: the invoice that it is about.
        letter: as it stands now.
        to: the address on file to which a copy goes, or went.
        copyable: a copy may go there now.
        today: which letter of the company's it is today.
    """
    wrong = stored.invoice.buyer.nip
    data = summary(stored) | {
        "from": letter.sender if letter.known else masked(letter.sender),
        "known": letter.known,
        "sure": letter.sure,
        "wishes": [each.value for each in letter.wishes],
        "note": letter.words,
        "nip": letter.nip if wrong is None or letter.nip != wrong.digits else None,
        "letters": letter.letters,
        "ended": letter.ended.value if letter.ended else None,
        "address": to,
        "last_today": today >= MOST_A_DAY,
    }
    options = () if letter.ended else _buttons(letter, copyable=copyable and to is not None)
    tag = f"buyer-letter:{letter.id}:{letter.written_at.date()}"
    return Reply("buyer-wrote", data, options=options, tag=tag, replaces=tag)


def _buttons(letter: BuyerLetter, *, copyable: bool) -> tuple[tuple[Option, ...], ...]:
    rows: list[tuple[Option, ...]] = []
    if BuyerWish.PAID in letter.wishes:
        rows.append((Option("mark-paid", choice=Choice(PAID, letter.id), style=Style.SUCCESS),))
    if BuyerWish.WRONG_NIP in letter.wishes:
        rows.append((Option("buyer-fix-nip", choice=Choice(FIX_NIP, letter.id), style=Style.PRIMARY),))
    if copyable:
        rows.append((Option("buyer-resend", choice=Choice(RESEND, letter.id)),))
    return (*rows, (Option("buyer-myself", choice=Choice(MYSELF, letter.id)),))
