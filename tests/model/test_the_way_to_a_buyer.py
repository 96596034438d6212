"""A delivery goes only where its arrows lead, and knows no more than somebody said."""

import pytest

from invoicing.model.delivering import (
    ARROWS,
    FAILED,
    HELD,
    MOVES,
    OPEN,
    DeliveryNews,
    DeliveryStatus,
    moved,
)

S, N = DeliveryStatus, DeliveryNews


def test_every_status_has_its_arrows_and_every_news_its_place():
    assert set(ARROWS) == set(S)
    assert set(MOVES) == set(N)


def test_every_status_is_reached_and_left_only_by_confirmation():
    reached = {S.QUEUED}.union(*ARROWS.values())

    assert reached == set(S)
    assert [status for status in S if not ARROWS[status]] == [S.CONFIRMED]


@pytest.mark.parametrize("status", S)
@pytest.mark.parametrize("news", N)
def test_news_moves_along_an_arrow_or_not_at_all(status, news):
    to = moved(status, news)

    assert to is status or to in ARROWS[status]


@pytest.mark.parametrize("late", [N.SENT, N.RELAYED, N.DELIVERED, N.BOUNCED, N.DELAYED, N.REFUSED])
def test_what_the_buyer_confirmed_no_server_takes_back(late):
    assert moved(S.CONFIRMED, late) is S.CONFIRMED


def test_our_server_s_word_is_not_the_buyer_s():
    assert moved(S.QUEUED, N.SENT) is S.SENT
    assert S.DELIVERED not in ARROWS[S.QUEUED]


@pytest.mark.parametrize("news", [N.DEFERRED, N.DELAYED])
def test_a_letter_that_is_kept_waiting_is_neither_lost_nor_there(news):
    assert [moved(status, news) for status in S] == list(S)


def test_a_letter_lost_on_the_way_goes_again_and_may_be_held_all_the_same():
    assert S.UNKNOWN in OPEN
    assert S.UNKNOWN in HELD
    assert not FAILED & (OPEN | HELD)
