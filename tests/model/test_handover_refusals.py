"""What the matrix refuses, with the reason, the article and the lawful paper; and on what a row rests."""

from datetime import UTC, datetime

import pytest

from invoicing.model.errors import Refused
from invoicing.model.handover import (
    HandOverState,
    Override,
    Paper,
    check_override,
    check_paper,
    hand_over,
)
from invoicing.model.party import BuyerKind

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
D3 = hand_over(BuyerKind.DOMESTIC, HandOverState.OFFLINE)
D4 = hand_over(BuyerKind.DOMESTIC, HandOverState.EMERGENCY)
D15 = hand_over(BuyerKind.EU, HandOverState.WAITING)


def refusal(of, *arguments):
    with pytest.raises(Refused) as problem:
        of(*arguments)
    return problem.value.reason, problem.value.details


def override(reason):
    return Override("Ola", reason, AT)


def test_a_plain_invoice_is_refused_by_the_article_that_asks_for_codes():
    assert refusal(check_paper, D4, Paper.PLAIN_INVOICE) == (
        "plain-invoice-forbidden",
        {"row": "D24", "article": "art. 106gb ust. 5", "instead": "visualisation"},
    )


def test_a_confirmation_is_refused_where_the_buyer_is_to_have_the_invoice():
    assert refusal(check_paper, D4, Paper.TRANSACTION_CONFIRMATION) == (
        "hand-over-forbidden",
        {"row": "D4", "article": "art. 106nf", "instead": "visualisation"},
    )


def test_what_may_not_be_overridden_is_said_with_its_row_and_article():
    assert refusal(check_override, D15, override("odbiorca nalega na dokument")) == (
        "override-impossible",
        {"row": "D15", "article": "art. 106gb ust. 4"},
    )


def test_the_reason_of_an_override_has_ten_characters_beside_spaces_around_it():
    check_override(D3, override("nalega ktoś"[:10]))

    for short in ("nalega go", " nalega go ", " " * 20, ""):
        assert refusal(check_override, D3, override(short)) == ("override-reason", {"row": "D3"})


def test_an_override_opens_the_way_for_the_visualisation_alone():
    reason, _ = refusal(check_paper, D3, Paper.NOTHING, override("odbiorca nalega na dokument"))

    assert reason == "hand-over-forbidden"


def test_the_row_of_a_buyer_rests_on_what_holds_in_its_state():
    drawing = "rozporządzenie Dz.U. 2025 poz. 1815 par. 9 ust. 3"
    expected = {
        HandOverState.NUMBERED: ("art. 106gb ust. 4",),
        HandOverState.OFFLINE: (drawing, "art. 106gb ust. 4"),
        HandOverState.EMERGENCY: ("art. 106nf", "art. 106gb ust. 4"),
    }

    assert {state: hand_over(BuyerKind.NO_NIP, state).articles for state in expected} == expected
