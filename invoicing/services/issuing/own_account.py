"""Whether the account on our own invoices is in the tax-payer register: buyers may pay above 15 000 zł only to such.

Art. 117ba Ordynacja podatkowa, art. 22p PIT, art. 15d CIT. A warning, never an obstacle.
"""

from __future__ import annotations

from datetime import date

from invoicing.model.accounts import BankAccount
from invoicing.model.company import CompanyProfile, VatStatus
from invoicing.model.errors import Unavailable
from invoicing.model.invoice import Draft, PaymentMethod
from invoicing.services.received.ports import AccountRegister

UNLISTED = "own-account-unlisted"


async def own_account_note(
    register: AccountRegister | None, draft: Draft, profile: CompanyProfile, on: date
) -> str | None:
    """The code of the warning on a draft that asks for a transfer; None when there is nothing to warn of."""
    if register is None or draft.paid or draft.payment_method is not PaymentMethod.TRANSFER:
        return None
    return UNLISTED if await is_unlisted(register, profile, on) else None


async def is_unlisted(register: AccountRegister, profile: CompanyProfile, on: date) -> bool:
    """Whether the register says that the company's account is not in it.

    An exempt company need not be there, and a register that does not answer has said nothing.
    """
    if profile.bank_account is None or profile.vat_status is VatStatus.EXEMPT:
        return False
    account = BankAccount.parse(profile.bank_account)
    if not account.iban.startswith("PL"):
        return False  # the register holds accounts at Polish banks
    try:
        return not await register.assigned(profile.seller.nip, account.number, on)
    except Unavailable:
        return False
