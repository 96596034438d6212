"""How an invoice is marked in the JPK_V7 of a day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from invoicing.model.jpk import JpkMarker, Marker, Outside, jpk_marker
from invoicing.model.offline import OfflineMode

ISSUED, FILED = date(2026, 11, 30), date(2026, 12, 21)
NUMBERED = datetime(2026, 12, 21, 23, 30, tzinfo=UTC)  # half past midnight in Warsaw, on the 22nd


@pytest.mark.parametrize(
    ("mode", "marker", "article", "correct_later"),
    [
        (OfflineMode.OFFLINE24, "DI", "106nda", True),
        (OfflineMode.UNAVAILABILITY, "DI", "106nh", True),
        (OfflineMode.EMERGENCY, "OFF", "106nf", False),
        (OfflineMode.TOTAL_FAILURE, "BFK", "106ng", False),
    ],
)
def test_without_a_number_the_mode_tells_the_marker_and_whether_the_file_is_corrected(
    mode, marker, article, correct_later
):
    assert jpk_marker(mode, FILED, issued=ISSUED) == JpkMarker(Marker(marker), article, correct_later)


def test_an_online_invoice_waits_on_its_day_and_is_deemed_offline24_from_the_next():
    assert jpk_marker(None, ISSUED, issued=ISSUED) == JpkMarker(Marker.WAIT, "106na ust. 1")
    assert jpk_marker(None, ISSUED + timedelta(days=1), issued=ISSUED) == JpkMarker(
        Marker.DI, "106nda", correct_later=True
    )


@pytest.mark.parametrize("mode", [None, *OfflineMode])
def test_a_number_counts_from_the_warsaw_day_on_which_it_was_given(mode):
    before = jpk_marker(mode, FILED, issued=ISSUED, numbered_at=NUMBERED)
    after = jpk_marker(mode, FILED + timedelta(days=1), issued=ISSUED, numbered_at=NUMBERED)

    assert before == jpk_marker(mode, FILED, issued=ISSUED)
    assert after == JpkMarker(Marker.NUMBER, "106ga ust. 1")


@pytest.mark.parametrize("outside", Outside)
@pytest.mark.parametrize("mode", [None, OfflineMode.OFFLINE24, OfflineMode.EMERGENCY])
def test_what_never_goes_to_ksef_is_bfk_with_its_own_article(mode, outside):
    assert jpk_marker(mode, ISSUED, issued=ISSUED, outside=outside) == JpkMarker(Marker.BFK, outside.value)


def test_an_invoice_that_got_its_number_all_the_same_is_marked_by_it():
    sent = jpk_marker(
        OfflineMode.OFFLINE24, date(2026, 12, 22), issued=ISSUED, numbered_at=NUMBERED, outside=Outside.LIFTED
    )

    assert sent.marker is Marker.NUMBER
