"""A story that waited in vain says what the app still had in hand, and what changed while it waited."""

from tests.stories.books import InHand
from tests.stories.stillness import Stillness

WAITS = InHand("submit:1", "lane", "2026-11-25 13:00", 2, None, None, "ksef-unavailable", ("submit:0",))
STATE = {"clock": "2026-11-20T10:00:00+01:00", "app": {"running": True, "ready": True}}


def test_what_keeps_a_world_from_being_still_is_told():
    counts = iter([{"letters": 1}, {"letters": 2}])
    still = Stillness(
        lambda: {**STATE, "counts": next(counts)}, lambda _: [str(WAITS)], lambda: [(7, "Wysłana")]
    )

    assert (still(), still()) == (False, False)

    told = still.told()
    assert told.endswith("submit:1, due 2026-11-25 13:00, attempts 2, last said ksef-unavailable, waits in its"
                         " lane for ('submit:0',)")  # fmt: skip
    assert "counts {'letters': (1, 2)}" in told
    assert "(7, 'Wysłana')" in told


def test_an_app_that_is_dead_has_nothing_in_hand():
    dead = {**STATE, "app": {"running": False, "ready": False}, "counts": {}}
    still = Stillness(lambda: dead, lambda _: [str(WAITS)], list)

    still()

    assert still.told().endswith("in hand:\nnothing")
