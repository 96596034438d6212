"""The code for a bank's app is there exactly when a plain transfer of what is left is right."""

from dataclasses import replace
from decimal import Decimal

import pytest

from invoicing.model.document import (
    AccountView,
    AnnotationsView,
    DocumentView,
    PartPaymentView,
    PaymentView,
    SellerView,
    SettlementView,
    ThirdPartyView,
)
from invoicing.model.transfer_codes import TransferStandard, ascii_only, left_to_pay, transfer_code

NRB, OTHER = "96999000120000000000000001", "69999000120000000000000002"
INVOICE = DocumentView(
    seller=SellerView("LATARNIA MORSKA", nip="9990001137"),
    kind="VAT",
    number="FV/2026/11/7",
    currency="PLN",
    gross="123.00",
    payment=PaymentView(method="6", accounts=(AccountView(NRB),)),
)


def paid(**changes) -> DocumentView:
    return replace(INVOICE, payment=replace(INVOICE.payment, **changes))


@pytest.mark.parametrize(
    ("gross", "grosze"),
    [
        ("123.00", "012300"),
        ("0.01", "000001"),
        ("9999.99", "999999"),
        ("12345.67", "1234567"),
        ("99999999.99", "9999999999"),
        ("5", "000500"),
    ],
)
def test_a_transfer_in_zloty_is_written_as_polish_banks_read_it(gross, grosze):
    code = transfer_code(replace(INVOICE, gross=gross))

    assert code.text == f"9990001137|PL|{NRB}|{grosze}|LATARNIA MORSKA|FV/2026/11/7|||"
    assert code.standard is TransferStandard.POLISH


def test_a_private_seller_has_no_nip_and_long_names_lose_their_end_and_marks():
    seller = SellerView("ŻANETA PRZYKŁADOWA|USŁUGI")
    view = replace(INVOICE, seller=seller, number="FV/1", gross="0.01", payment=PaymentView(method="6", accounts=(AccountView(OTHER),)))  # fmt: skip

    assert transfer_code(view).text == f"|PL|{OTHER}|000001|ZANETA PRZYKLADOWAUS|FV/1|||"


@pytest.mark.parametrize(
    ("gross", "amount"), [("123.00", "123"), ("12.50", "12.5"), ("0.01", "0.01"), ("100", "100")]
)
def test_a_transfer_in_euro_is_written_as_the_sepa_reads_it(gross, amount):
    seller = SellerView("Latarnia Morska sp. z o.o.", nip="9990001137")
    code = transfer_code(replace(INVOICE, currency="EUR", gross=gross, seller=seller))

    assert code.text.split("\n") == [
        "BCD", "002", "1", "SCT", "", "Latarnia Morska sp. z o.o.", f"PL{NRB}", f"EUR{amount}", "", "", "FV/2026/11/7",
    ]  # fmt: skip
    assert code.standard is TransferStandard.EPC


def test_a_foreign_account_in_euro_is_taken_as_it_is():
    assert (
        "\nDE89370400440532013000\n"
        in transfer_code(
            replace(paid(accounts=(AccountView("DE89 3704 0044 0532 0130 00"),)), currency="EUR")
        ).text
    )


@pytest.mark.parametrize(
    "view",
    [
        replace(INVOICE, payment=None),
        paid(accounts=()),
        paid(method="1"),
        paid(method="", other_method="1", method_description="przelewem"),
        paid(paid="1", paid_on="2026-11-20"),
        paid(partly_paid="2"),
        paid(accounts=(AccountView("97" + NRB[2:]),)),
        paid(accounts=(AccountView("12345"),)),
        replace(INVOICE, currency="CZK"),
        replace(INVOICE, annotations=AnnotationsView(split_payment="1")),
        replace(INVOICE, gross="0.00"),
        replace(INVOICE, gross="-123.00", kind="KOR"),
        replace(INVOICE, gross="100000000.00"),
        replace(INVOICE, gross="1e9"),
        replace(INVOICE, currency="EUR", gross="1000000000.00"),
        replace(INVOICE, currency="EUR", seller=SellerView("|||")),
        replace(INVOICE, settlement=SettlementView(to_settle="12.00")),
        replace(INVOICE, settlement=SettlementView(to_pay="abc")),
        paid(parts=(PartPaymentView("dużo"),), partly_paid="1"),
    ],
    ids=lambda _: "none",
)
def test_where_a_transfer_would_be_wrong_there_is_no_code(view):
    assert transfer_code(view) is None


def test_what_was_paid_before_is_not_asked_for_again():
    assert left_to_pay(
        paid(partly_paid="1", parts=(PartPaymentView("23.00"), PartPaymentView("50.50")))
    ) == Decimal("49.50")
    assert left_to_pay(replace(INVOICE, settlement=SettlementView(to_pay="63.00"))) == Decimal("63.00")
    assert left_to_pay(paid(paid="1")) == 0


def test_a_factor_gets_the_money_under_his_own_name():
    factor = ThirdPartyView("BANK BANKOWOŚCI", nip="9990002148", role="1")
    view = replace(paid(factor_accounts=(AccountView(OTHER),)), third_parties=(factor,))

    assert transfer_code(view).text.startswith(f"9990002148|PL|{OTHER}|012300|BANK BANKOWOSCI|")
    assert transfer_code(replace(view, third_parties=())) is None


def test_nothing_in_a_name_can_part_the_fields():
    assert ascii_only("A|B\nC„D”  E\u00a0F;G", 99) == "AB CD E FG"
    assert ascii_only("abc  def", 4) == "abc"
