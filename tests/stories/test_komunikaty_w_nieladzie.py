"""Komunikaty w nieładzie: notices that contradict themselves, come twice or vanish, and a clock that jumps."""

import pytest

from tests.stories.moments import SEEN, letters, look, told, turn

BUYER, NUMBER = "ksiegowosc@klient.example", "FV/2026/11/1"
AHEAD, CALLED_OFF = "Zapowiedziane prace w KSeF", "Prace w KSeF odwołane"
FAILURE, MOVED = "Awaria KSeF, ogłoszona przez Ministerstwo", "Zmienił się termin"
LATE = "Termin przesłania do KSeF minął"
TERM = "jest 1 grudnia 2026, wtorek"
"""The seventh business day after the 20th of November."""


def waits_in_a_failure(world, start: str = "2026-11-20T09:00") -> int:
    """A failure that the app has heard of, and an invoice issued in it that waits."""
    world.ksef(state="failure", lighthouse="up")
    event = world.announces("failure", start, published=start)
    world.hear(FAILURE, "106nf")
    world.tap(world.card(), "Wystaw")
    world.hear(NUMBER, "czeka na KSeF", "7 dni roboczych od dnia zakończenia awarii")
    letters(world, BUYER, 1)
    return event


def ended(world, event: int) -> str:
    """The end, told at a quarter past ten; gives what is said of the term."""
    turn(world, "2026-11-20T10:15")  # ten minutes after a push the next change is a message of its own
    world.lighthouse("end", event=event, end="2026-11-20T09:50")
    return world.hear(MOVED, TERM, "art. 106nf ust. 4")["text"]


def term_is(world, *words: str) -> None:
    """What the assistant answers now."""
    said = world.say("do kiedy?")
    answer = world.hear("Do kiedy przesłać do KSeF", after=said)["text"]
    assert all(word in answer for word in words), answer


def reading_fails(world, day: str) -> None:
    """Wait until a reading of KSeF has failed on a day and was put off for some seconds."""
    failed = f"SELECT key FROM jobs WHERE kind = 'Receive' AND attempts > 0 AND due_at > '{day}'"
    world.wait(lambda: world.books().ask(failed), f"a reading that failed on {day}")


def home(world) -> None:
    """KSeF is back: one number, and the buyer's two letters in one thread."""
    world.ksef(state="up")
    world.hear(f"{NUMBER} przyjęta", "numer KSeF")
    world.letter(BUYER, 2)
    world.quiet()
    first, second = letters(world, BUYER, 2)
    assert second["in_reply_to"] == first["message_id"]
    assert [(row["number"], row["mode"]) for row in world.invoices()] == [(NUMBER, "Offline")]


def nothing_twice(world) -> None:
    """No message that nobody asked for has come a second time."""
    texts = [text for text in told(world) if "Do kiedy" not in text]
    assert len(texts) == len(set(texts)), texts


# --- an end before the beginning -------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["2026-11-19T12:00", "2020-01-01T00:00"], ids=["a day", "years"])
def test_a_failure_said_to_end_before_it_began_ends_on_its_first_day_which_gives_the_earliest_term(
    world, end
):
    event = waits_in_a_failure(world)
    world.lighthouse("end", event=event, end=end)

    moved = world.hear(MOVED, TERM, "art. 106nf ust. 4")["text"]
    world.kill()
    world.start()
    term_is(world, "do 1 grudnia 2026", "art. 106nf ust. 4")
    home(world)
    assert told(world, MOVED) == [moved]


def test_an_end_that_takes_the_ground_from_an_invoice_leaves_the_shortest_term_and_is_told(world):
    event = waits_in_a_failure(world, "2026-11-18T09:00")
    world.lighthouse("end", event=event, end="2026-11-17T12:00")

    moved = world.hear(MOVED, "jest 23 listopada 2026, poniedziałek", "art. 106nda ust. 2")["text"]
    assert "wcześniejsze ogłoszenie już nie obowiązuje" in moved
    home(world)
    assert told(world, MOVED) == [moved]


def test_works_said_to_end_before_they_begin_are_told_without_an_end_and_are_no_ground_afterwards(world):
    world.announces("maintenance", "2026-11-20T21:00", "2026-11-20T05:00")
    assert "21:00 – …" in world.hear(AHEAD, "20.11.2026, 21:00")["text"]
    world.kill()
    world.start()

    turn(world, "2026-11-21T10:00")
    assert "Tryb: online, przez KSeF" in world.card()["text"]
    assert len(told(world, AHEAD)) == 1


# --- versions out of order, and the same again -----------------------------------------------------------------


@pytest.mark.parametrize("order", ["oldest_first", "newest_first"])
def test_an_older_version_that_comes_later_moves_nothing(world, order):
    world.lighthouse("settings", order=order)
    event = waits_in_a_failure(world)
    world.lighthouse("end", event=event, end="2026-11-20T09:50", version=7)
    moved = world.hear(MOVED, TERM)["text"]

    world.lighthouse("update", event=event, end="2026-11-24T12:00", version=3)
    world.kill()
    world.start()
    turn(world, "2026-11-20T10:30")
    term_is(world, "do 1 grudnia 2026", "art. 106nf ust. 4")
    home(world)
    assert told(world, MOVED) == [moved]


def test_a_newer_version_that_comes_first_counts_and_a_still_newer_one_moves_the_term(world):
    event = waits_in_a_failure(world)
    first = ended(world, event)
    world.lighthouse("update", event=event, end="2026-11-23T12:00", version=9)

    second = world.hear(MOVED, "było 1 grudnia 2026, jest 2 grudnia 2026, środa", "106nf ust. 4")["text"]
    home(world)
    assert told(world, MOVED) == [first, second]


def test_a_notice_that_comes_again_and_again_is_told_once(world):
    event = waits_in_a_failure(world)
    for _ in range(3):
        world.lighthouse("repeat", event=event)
    ended(world, event)
    for _ in range(3):
        world.lighthouse("repeat", event=event)
    world.kill()
    world.lighthouse("settings", order="newest_first")
    world.start()

    turn(world, "2026-11-20T10:30")
    home(world)
    assert (len(told(world, MOVED)), len(told(world, NUMBER, "z kodami"))) == (1, 1)
    nothing_twice(world)


# --- withdrawn before its beginning ----------------------------------------------------------------------------


def test_works_withdrawn_before_they_begin_are_called_off_and_the_evening_is_as_usual(world):
    event = world.announces("maintenance", "2026-11-20T21:00", "2026-11-21T05:00", follow_ksef=True)
    world.hear(AHEAD, "20.11.2026, 21:00 – 21.11.2026, 05:00")
    world.lighthouse("withdraw", event=event)
    world.kill()
    world.start()
    world.hear(CALLED_OFF, "20.11.2026, 21:00 – 21.11.2026, 05:00")

    turn(world, "2026-11-20T21:10")
    world.tap(world.card(), "Wystaw")
    world.hear(f"{NUMBER} przyjęta", "numer KSeF")
    world.quiet()
    assert world.invoice(NUMBER)["mode"] == "Online"
    assert [len(told(world, words)) for words in (AHEAD, CALLED_OFF, "Niedostępność KSeF (prace")] == [
        1,
        1,
        0,
    ]


def test_works_withdrawn_before_anybody_heard_of_them_are_not_spoken_of(world):
    turn(world, "2026-11-18T10:00")
    event = world.announces("maintenance", "2026-11-20T21:00", "2026-11-21T05:00", follow_ksef=True)
    said = world.say("/ksef")
    world.wait(lambda: planned(world), "the works in /ksef")
    world.lighthouse("withdraw", event=event)

    turn(world, "2026-11-20T10:30")
    turn(world, "2026-11-20T21:10")
    world.quiet()
    assert told(world, "prace") == told(world, "Prace") == []
    assert world.hear(SEEN, after=said)


def planned(world) -> bool:
    said = world.say("/ksef")
    return "Zapowiedziana niedostępność" in world.hear(SEEN, after=said)["text"]


# --- a clock that jumps ----------------------------------------------------------------------------------------


def test_a_clock_that_jumps_forward_and_back_tells_nothing_twice_and_the_term_is_right(world):
    event = waits_in_a_failure(world)
    moved = ended(world, event)
    for moment in ("2026-11-25T14:00", "2026-11-20T10:30", "2026-11-25T14:00", "2026-11-20T11:00"):
        turn(world, moment)
        term_is(world, "do 1 grudnia 2026", "art. 106nf ust. 4")

    home(world)
    assert told(world, MOVED) == [moved]
    nothing_twice(world)


def test_what_failed_in_a_jump_forward_waits_for_no_day_to_come(world):
    waits_in_a_failure(world)
    turn(world, "2026-11-25T14:00")
    reading_fails(world, "2026-11-25")
    turn(world, "2026-11-20T10:30")

    home(world)
    assert world.books().ask("SELECT key FROM jobs WHERE done_at IS NULL AND due_at > '2026-11-21'") == []


def test_a_jump_past_the_term_and_back_forgets_that_it_was_late_and_reminds_once(world):
    event = waits_in_a_failure(world)
    ended(world, event)
    turn(world, "2026-12-02T13:00")
    term_is(world, "minął", "1 grudnia 2026")
    world.hear(LATE, "1 grudnia 2026")
    world.kill()
    world.clock(set="2026-11-25T14:00")
    world.start()
    look(world, "2026-11-25T14:00")
    term_is(world, "do 1 grudnia 2026")
    turn(world, "2026-12-02T13:00")

    home(world)
    assert len(told(world, LATE)) == 1
    nothing_twice(world)


def test_killed_in_a_jump_forward_and_started_in_the_past_nothing_is_lost_and_nothing_twice(world):
    event = waits_in_a_failure(world)
    moved = ended(world, event)
    world.clock(set="2026-11-27T14:00")
    world.kill()
    world.clock(set="2026-11-20T10:30")
    world.start()
    look(world, "2026-11-20T10:30")
    term_is(world, "do 1 grudnia 2026", "art. 106nf ust. 4")

    world.kill()
    world.clock(set="2026-11-27T14:00")
    world.start()
    home(world)
    assert told(world, MOVED) == [moved]
    nothing_twice(world)
