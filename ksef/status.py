"""Status codes of KSeF and what they mean for us; a code nobody has told us of falls into its hundred."""

from __future__ import annotations

from enum import StrEnum


class Meaning(StrEnum):
    """What a status asks us to do."""

    PENDING = "pending"  # ask again later
    DONE = "done"
    REFUSED = "refused"  # final: data or access must change
    SEND_AGAIN = "send_again"  # the same once more, in a new session or log-in
    DUPLICATE = "duplicate"  # somebody, perhaps we, sent that number before


INVOICE = {
    100: Meaning.PENDING,
    150: Meaning.PENDING,
    200: Meaning.DONE,
    405: Meaning.SEND_AGAIN,  # the session failed
    410: Meaning.REFUSED,  # no right to issue for this seller
    415: Meaning.REFUSED,  # attachment in an online session
    430: Meaning.REFUSED,  # the file
    435: Meaning.REFUSED,  # cannot be decrypted
    440: Meaning.DUPLICATE,
    450: Meaning.REFUSED,  # schema, date in the future, check digits
    500: Meaning.SEND_AGAIN,
    550: Meaning.SEND_AGAIN,  # cancelled by the system
}

LOGIN = {
    100: Meaning.PENDING,
    200: Meaning.DONE,
    415: Meaning.REFUSED,
    425: Meaning.REFUSED,
    450: Meaning.REFUSED,
    460: Meaning.REFUSED,
    470: Meaning.REFUSED,
    480: Meaning.REFUSED,
    500: Meaning.SEND_AGAIN,
    550: Meaning.SEND_AGAIN,
}

LOGIN_REASONS = {
    415: "ksef-login-refused-permissions",
    425: "ksef-login-refused-revoked",
    450: "ksef-login-refused-token",
    460: "ksef-login-refused-certificate",
    470: "ksef-login-refused-deceased",
    480: "ksef-login-refused-blocked",
}

SESSION_IS_GONE = frozenset(
    {21155, 21173, 21180, 21184}
)  # full, unknown, closed, in maintenance: open another
KEY_IS_GONE = 21470
NOT_YET_AVAILABLE = frozenset({21165, 21178})  # the invoice is not stored, the UPO not made yet
UNKNOWN_TO_US = frozenset({21164, 21173, 21178})  # no such thing, or not for our eyes


def meaning(table: dict[int, Meaning], code: int) -> Meaning:
    """What a status code means.

    >>> meaning(INVOICE, 440), meaning(INVOICE, 455), meaning(INVOICE, 120)
    (<Meaning.DUPLICATE: 'duplicate'>, <Meaning.REFUSED: 'refused'>, <Meaning.PENDING: 'pending'>)
    """
    if code in table:
        return table[code]
    if code < 400:
        return Meaning.PENDING
    return Meaning.REFUSED if code < 500 else Meaning.SEND_AGAIN
