"""Bank accounts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.model.accounts import BankAccount
from invoicing.model.errors import InvalidAccount

NRB = "61109010140000071219812874"
GERMAN = "DE89370400440532013000"


def reason(text):
    with pytest.raises(InvalidAccount) as invalid:
        BankAccount.parse(text)
    assert invalid.value.details == {"account": text}
    return invalid.value.reason


@pytest.mark.parametrize(
    "typed", [NRB, f"PL{NRB}", "pl 61 1090 1014 0000 0712 1981 2874", "61-1090-1014-0000-0712-1981-2874"]
)
def test_a_polish_account_is_read_with_or_without_its_country(typed):
    account = BankAccount.parse(typed)

    assert (account.iban, account.number) == (f"PL{NRB}", NRB)
    assert str(account) == "61 1090 1014 0000 0712 1981 2874"


@pytest.mark.parametrize(
    ("iban", "printed"),
    [
        (GERMAN, "DE89 3704 0044 0532 0130 00"),
        ("GB82WEST12345698765432", "GB82 WEST 1234 5698 7654 32"),
        ("NO9386011117947", "NO93 8601 1117 947"),
        ("MT84MALT011000012345MTLCAST001S", "MT84 MALT 0110 0001 2345 MTLC AST0 01S"),
        ("BR1800360305000010009795493C1", "BR18 0036 0305 0000 1000 9795 493C 1"),  # a length we do not keep
    ],
)
def test_a_foreign_account_keeps_its_country(iban, printed):
    account = BankAccount.parse(iban.lower())

    assert (account.number, str(account)) == (iban, printed)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "account-format"),
        ("PL", "account-format"),
        ("1234", "account-format"),
        (f"{NRB}X", "account-format"),
        (f"PL{NRB[:-1]}A", "account-format"),
        ("DE8937040044053201300Ł", "account-format"),
        ("٦١109010140000071219812874", "account-format"),
        (NRB[:-1], "account-length"),
        (f"{NRB}1", "account-length"),
        (GERMAN[:-1], "account-length"),
        ("62109010140000071219812874", "account-checksum"),
        ("61109010140000071219812875", "account-checksum"),
        ("DE88370400440532013000", "account-checksum"),
        ("DE" + "8" * 40, "account-format"),
    ],
)
def test_what_is_no_account_is_refused_with_its_reason(typed, why):
    assert reason(typed) == why


@given(st.text("0123456789", min_size=24, max_size=24))
def test_exactly_one_pair_of_check_digits_fits_an_account(bban):
    check = 98 - int(f"{bban}252100") % 97

    assert BankAccount.parse(f"{check:02}{bban}").number == f"{check:02}{bban}"
    assert reason(f"{check % 97 + 1:02}{bban}") == "account-checksum"
