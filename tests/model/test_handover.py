"""The hand-over matrix, a test for every row: which paper which buyer may be given, with which codes."""

from datetime import UTC, datetime
from itertools import product

import pytest

from invoicing.model.errors import Refused
from invoicing.model.handover import (
    BEFORE_NUMBER,
    ROWS,
    WITH_NUMBER,
    HandOverState,
    Override,
    Paper,
    Receipt,
    Way,
    When,
    check_paper,
    hand_over,
    state_before_number,
)
from invoicing.model.offline import OfflineMode
from invoicing.model.party import BuyerKind

W, N, O = HandOverState.WAITING, HandOverState.NUMBERED, HandOverState.OFFLINE  # noqa: E741 - as the matrix calls them
E, T, X = HandOverState.EMERGENCY, HandOverState.TOTAL_FAILURE, HandOverState.OUTSIDE
DOMESTIC, CONSUMER = BuyerKind.DOMESTIC, BuyerKind.CONSUMER
CONFIRMATION, DRAWN, PLAIN = Paper.TRANSACTION_CONFIRMATION, Paper.VISUALISATION, Paper.PLAIN_INVOICE
REASON = Override(
    "Ola", "odbiorca nalega na dokument przed przelewem", datetime(2026, 11, 20, 12, tzinfo=UTC)
)


def said(kind, state):
    row = hand_over(kind, state)
    return row.row, row.paper, row.codes, row.when, row.receipt


def agreed(kind, state):
    """A visualisation in the agreed way, received when it is received."""
    row = hand_over(kind, state)
    codes = WITH_NUMBER if state is N else BEFORE_NUMBER
    when = When.AFTER_NUMBER if state is N else When.AT_ONCE
    assert (row.paper, row.codes, row.way, row.when) == (DRAWN, codes, Way.AGREED, when)
    assert row.receipt is Receipt.ACTUAL
    return row.row


def test_d1_a_domestic_business_gets_a_confirmation_while_the_number_is_awaited():
    assert said(DOMESTIC, W) == ("D1", CONFIRMATION, BEFORE_NUMBER, When.AT_ONCE, Receipt.NUMBER)


def test_d2_a_domestic_business_gets_a_courtesy_copy_after_the_number():
    assert said(DOMESTIC, N) == ("D2", DRAWN, WITH_NUMBER, When.AFTER_NUMBER, Receipt.NUMBER)


def test_d3_offline_a_domestic_business_gets_a_confirmation_and_no_invoice():
    assert said(DOMESTIC, O) == ("D3", CONFIRMATION, BEFORE_NUMBER, When.AT_ONCE, Receipt.NUMBER)


def test_d4_in_an_announced_failure_a_domestic_business_gets_the_invoice_itself():
    assert said(DOMESTIC, E) == ("D4", DRAWN, BEFORE_NUMBER, When.AT_ONCE, Receipt.ACTUAL_OR_NUMBER)


@pytest.mark.parametrize("kind", BuyerKind)
def test_d5_in_a_total_failure_everybody_gets_a_plain_invoice_without_codes(kind):
    assert said(kind, T) == ("D5", PLAIN, (), When.AT_ONCE, Receipt.ACTUAL)


def test_d6_a_consumer_outside_ksef_gets_a_plain_invoice():
    assert said(CONSUMER, X) == ("D6", PLAIN, (), When.AS_AGREED, Receipt.ACTUAL)


def test_d7_a_consumer_whose_invoice_is_in_ksef_gets_it_with_its_number():
    assert agreed(CONSUMER, N) == "D7"


def test_d8_offline_a_consumer_gets_the_invoice_with_two_codes():
    assert agreed(CONSUMER, O) == "D8"


def test_d9_in_a_failure_a_consumer_gets_the_invoice_with_two_codes():
    assert agreed(CONSUMER, E) == "D9"


def test_d10_a_business_of_the_union_gets_the_invoice_with_its_number():
    assert agreed(BuyerKind.EU, N) == "D10"


def test_d11_offline_a_business_of_the_union_gets_the_invoice_with_two_codes():
    assert agreed(BuyerKind.EU, O) == "D11"


@pytest.mark.parametrize("kind", [BuyerKind.EU, BuyerKind.NON_EU])
def test_d12_in_a_failure_a_foreign_business_gets_the_invoice_with_two_codes(kind):
    assert agreed(kind, E) == "D12"


@pytest.mark.parametrize("state", [N, O])
def test_d13_a_business_outside_the_union_is_treated_as_one_inside(state):
    assert agreed(BuyerKind.NON_EU, state) == "D13"


@pytest.mark.parametrize("state", [N, O])
def test_d14_a_foreign_business_with_a_polish_nip_gets_it_in_the_agreed_way_too(state):
    assert agreed(BuyerKind.FOREIGN_WITH_NIP, state) == "D14"


@pytest.mark.parametrize(
    "kind", [CONSUMER, BuyerKind.EU, BuyerKind.NON_EU, BuyerKind.NO_NIP, BuyerKind.SUPPLY_ABROAD]
)
def test_d15_buyers_of_the_agreed_way_get_a_confirmation_while_the_number_is_awaited(kind):
    row = hand_over(kind, W)
    assert (row.row, row.paper, row.codes, row.receipt) == (
        "D15",
        CONFIRMATION,
        BEFORE_NUMBER,
        Receipt.ACTUAL,
    )


@pytest.mark.parametrize("state", [N, O, E])
def test_d16_a_buyer_without_nip_who_is_no_consumer_gets_the_invoice_in_every_state(state):
    assert agreed(BuyerKind.NO_NIP, state) == "D16"


@pytest.mark.parametrize(
    ("name", "kind", "like"),
    [
        ("D17", BuyerKind.EXEMPT_WITH_NIP, DOMESTIC),
        ("D18", BuyerKind.EXEMPT_WITHOUT_NIP, BuyerKind.NO_NIP),
        ("D19", BuyerKind.EU_SMALL, BuyerKind.EU),
        ("D20", BuyerKind.JST, DOMESTIC),
        ("D21", BuyerKind.VAT_GROUP, DOMESTIC),
    ],
    ids=[
        "d17 exempt with NIP",
        "d18 exempt without NIP",
        "d19 small business of the Union",
        "d20 public body",
        "d21 VAT group",
    ],
)
@pytest.mark.parametrize("state", [W, N, O, E])
def test_d17_to_d21_buyers_who_are_treated_as_others_are(name, kind, like, state):
    assert said(kind, state) == (name, *said(like, state)[1:])


@pytest.mark.parametrize("state", [N, O])
def test_d22_a_supply_abroad_is_delivered_in_the_agreed_way_as_well(state):
    assert agreed(BuyerKind.SUPPLY_ABROAD, state) == "D22"


@pytest.mark.parametrize("kind", [kind for kind in BuyerKind if kind is not CONSUMER])
def test_d23_what_stays_outside_ksef_by_a_relief_is_a_plain_invoice(kind):
    assert said(kind, X) == ("D23", PLAIN, (), When.AS_AGREED, Receipt.ACTUAL)


@pytest.mark.parametrize("override", [None, REASON])
@pytest.mark.parametrize(("kind", "state"), list(product(BuyerKind, [W, O, E, N])))
def test_d24_a_plain_invoice_without_codes_is_refused_whoever_wants_it(kind, state, override):
    with pytest.raises(Refused) as problem:
        check_paper(hand_over(kind, state), PLAIN, override)
    assert (problem.value.reason, problem.value.details["row"]) == ("plain-invoice-forbidden", "D24")


@pytest.mark.parametrize("kind", BuyerKind)
def test_d25_after_a_rejection_nothing_new_is_handed_over(kind):
    row = hand_over(kind, HandOverState.REJECTED)
    assert (row.row, row.paper, row.when) == ("D25", Paper.NOTHING, When.NEVER)
    with pytest.raises(Refused):
        check_paper(row, DRAWN, REASON)


def test_every_buyer_has_an_answer_in_every_state():
    assert all(hand_over(kind, state).articles for kind, state in product(BuyerKind, HandOverState))
    assert set(ROWS) | {"D17", "D18", "D19", "D20", "D21"} == {f"D{number}" for number in range(1, 26)}


def test_nothing_before_the_number_bears_one_code_and_nothing_after_it_two():
    for kind, state in product(BuyerKind, [W, O, E]):
        assert hand_over(kind, state).codes == BEFORE_NUMBER
    for kind in BuyerKind:
        assert hand_over(kind, N).codes == WITH_NUMBER


@pytest.mark.parametrize("state", [W, O])
def test_the_owner_may_override_d1_and_d3_with_a_reason(state):
    check_paper(hand_over(DOMESTIC, state), DRAWN, REASON)

    with pytest.raises(Refused, match="hand-over-forbidden"):
        check_paper(hand_over(DOMESTIC, state), DRAWN)
    with pytest.raises(Refused, match="override-reason"):
        check_paper(hand_over(DOMESTIC, state), DRAWN, Override("Ola", "bo tak", REASON.at))


@pytest.mark.parametrize(("kind", "state"), [(CONSUMER, W), (BuyerKind.EU, W)])
def test_no_other_row_may_be_overridden(kind, state):
    with pytest.raises(Refused, match="override-impossible"):
        check_paper(hand_over(kind, state), DRAWN, REASON)


def test_a_refusal_names_the_lawful_paper_and_the_article():
    with pytest.raises(Refused) as problem:
        check_paper(hand_over(DOMESTIC, O), DRAWN)

    assert problem.value.details == {
        "row": "D3",
        "article": "art. 106nda ust. 3 i 11",
        "instead": "transaction_confirmation",
    }


@pytest.mark.parametrize(
    ("mode", "state"),
    [
        (None, W),
        (OfflineMode.OFFLINE24, O),
        (OfflineMode.UNAVAILABILITY, O),
        (OfflineMode.EMERGENCY, E),
        (OfflineMode.TOTAL_FAILURE, T),
    ],
)
def test_the_mode_tells_the_state_until_there_is_a_number(mode, state):
    assert state_before_number(mode) is state
