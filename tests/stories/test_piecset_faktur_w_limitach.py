"""Pięćset faktur: a queue of several deadlines goes home within production's limits, whatever is killed on the way."""

from collections import Counter
from datetime import date
from itertools import groupby

import pytest

from tests.stories.backlog import Backlog

WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 11, day) for day in (18, 19, 20))  # due: late, today, on Monday
QUEUED = {FRIDAY: 247, THURSDAY: 130, WEDNESDAY: 120}  # as they were taken on: the most urgent last
IN_THE_CHAT = 3
ALL = sum(QUEUED.values()) + IN_THE_CHAT
LIMITED = {"rate_limits": True}


@pytest.fixture
def books(world):
    """Five hundred wait: three of announced works, whose buyers have a paper each, and those of another program."""
    world.ksef(state="maintenance", lighthouse="follow", faults=LIMITED)
    world.hear_of_outage()
    for number in range(IN_THE_CHAT):
        sentence = (
            f"faktura dla NIP 5260250274, 2 h konsultacji po 200 zł, wyślij na k{number}@klient.example"
        )
        world.tap(world.card(sentence), "Wystaw")
    for number in range(IN_THE_CHAT):
        world.letter(f"k{number}@klient.example")
    world.clock(advance=600)
    world.kill()
    books = Backlog(world.get("/api/state")["app"]["log"], world.database)
    books.queue(QUEUED)
    return books


def home(world, books):
    """Every invoice has its number and its receipt, and people and buyers heard of it once."""
    world.wait(
        lambda: len(world.invoices()) == ALL and not books.without_proof(), "all in KSeF", patience=200
    )
    for number in range(IN_THE_CHAT):
        world.letter(f"k{number}@klient.example", 2)
    world.quiet()
    assert books.without_proof() == []
    assert max(Counter(row["number"] for row in world.invoices()).values()) == 1
    assert len(world.invoices()) == ALL
    for number in range(IN_THE_CHAT):
        rows = world.letters(f"k{number}@klient.example")
        assert len(rows) == 2, rows
        paper, follow_up = [world.get(f"/api/mailboxes/k{number}@klient.example/{row['id']}") for row in rows]
        assert follow_up["in_reply_to"] == paper["message_id"]
    assert "KSeF wants fewer calls" not in books.log.read_text(encoding="utf-8")
    assert books.ask("SELECT count(*) FROM ksef_pauses WHERE until > '1970-01-02'") == [(0,)]


def deadlines(world):
    """In which order KSeF took them: late, today, in time; each run of equals once."""
    of = {"18": "late", "19": "today"}
    seen = [of.get(row["number"].partition("/")[0], "monday") for row in world.invoices()]
    return [kind for kind, _ in groupby(seen)]


def test_five_hundred_go_home_by_deadline_and_never_meet_a_429(world, books):
    world.ksef(state="up", lighthouse="follow")
    world.start()

    home(world, books)
    assert deadlines(world) == ["late", "today", "monday"]
    told = [message["text"] for message in world.from_bot()]
    assert sum("przyjęta, numer KSeF" in text for text in told) <= IN_THE_CHAT


def test_killed_while_a_package_is_uploaded_nothing_is_lost_and_nothing_goes_twice(world, books):
    world.ksef(state="up", lighthouse="follow", faults={"upload_fails": True})
    world.start()
    world.wait(lambda: books.ask("SELECT 1 FROM batches WHERE reference IS NOT NULL"), "an open session")
    world.kill()
    world.ksef(faults={"upload_fails": None})
    world.start()

    home(world, books)
    assert deadlines(world) == ["late", "today", "monday"]


def test_killed_while_ksef_is_at_work_on_a_package_the_verdicts_come_home(world, books):
    world.ksef(state="up", lighthouse="follow", faults={"batch_slow": 3.0})
    world.start()
    world.wait(lambda: books.ask("SELECT 1 FROM batches WHERE status = 'sent'"), "a closed session")
    world.kill()
    world.start()

    home(world, books)


def test_killed_before_it_heard_that_ksef_took_a_package_it_asks_and_sends_nothing_again(world, books):
    world.ksef(state="up", lighthouse="follow", faults={"drop_after_close": 1, "batch_slow": 2.0})
    world.start()
    world.wait(lambda: world.get("/api/state")["ksef"]["faults"]["drop_after_close"] == 0, "a cut line")
    world.kill()
    world.start()

    home(world, books)
    assert len(world.get("/api/ksef/invoices")) == ALL
