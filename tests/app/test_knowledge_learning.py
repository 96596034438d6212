"""`latarnik knowledge review` and `approve`: what questions teach becomes a way to ask, by an accountant's word."""

import asyncio
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from invoicing.model.party import Nip
from invoicing.services.ids import company_id
from invoicing.services.messages import Channel
from invoicing.services.questions.knowledge import WayOut
from invoicing.services.questions.records import NONE_OF_THESE, Question, Thumb
from invoicing.services.records import Person
from knowledge.reading import ENTRIES, read_entry
from storage.database import open_database
from storage.secrets import read_key_file
from tests.app.commands import NEW_COMPANY, NIP

ENTRY = "offline24-termin"
TEXT = "na kiedy najpóźniej dociągnąć dokument z wczoraj"
ANNA = "Anna Nowak"


def question(text, way=WayOut.ABSTAIN, why="unsure", **more):
    asker = UUID(int=1)
    return Question(
        uuid4(),
        company_id(Nip.parse(NIP)),
        asker,
        datetime.now(UTC),
        Channel.TELEGRAM,
        "pl",
        text,
        way,
        why,
        **more,
    )


@pytest.fixture
def entries(tmp_path):
    """A copy of the entries, with room for one more way to ask."""
    folder = tmp_path / "entries"
    shutil.copytree(ENTRIES, folder)
    return folder


@pytest.fixture
def asked(latarnik, home):
    """Writes questions into the books of a company."""
    assert latarnik(*NEW_COMPANY, data_dir=home).status == 0

    def write(*questions):
        async def fill():
            database = open_database(
                f"sqlite:///{home / 'latarnik.sqlite3'}", read_key_file(home / "secret.key")
            )
            async with database.units() as work:
                if await work.people.by_identity(Channel.TELEGRAM, "1") is None:
                    await work.people.add(Person(questions[0].person_id, "Ola", "pl"))
                    await work.people.identify(questions[0].person_id, Channel.TELEGRAM, "1")
                for each in questions:
                    await work.questions.add(each)
            await database.close()

        asyncio.run(fill())
        return [str(each.id)[:8] for each in questions]

    return write


@pytest.fixture
def knowledge(latarnik, home):
    return lambda *words: latarnik("knowledge", *words, data_dir=home)


def test_what_teaches_the_same_is_shown_together_the_most_frequent_first(asked, knowledge):
    clarified = question("ile dni", WayOut.CLARIFY, "near", shown=(ENTRY, "awaria-termin"), chosen=ENTRY)
    asked(
        clarified,
        question("czy drukarka fiskalna współpracuje z systemem"),
        question("drukarka fiskalna a system, czy współpracuje"),
        question("czy drukarka fiskalna współpracuje"),
        question("kiedy termin", WayOut.ANSWER, "sure", shown=(ENTRY,), thumb=Thumb.DOWN),
        question("termin offline", WayOut.ANSWER, "sure", shown=(ENTRY,), thumb=Thumb.UP),
        question("pogoda", why="elsewhere"),
    )

    groups = knowledge("review", "--json").lines
    assert [(each["kind"], each["entry"], each["count"]) for each in groups] == [
        ("missing", None, 3),
        ("elsewhere", None, 1),
        ("phrasing", ENTRY, 1),
        ("wrong", ENTRY, 1),
    ]
    said = knowledge("review")
    assert "3 x no entry tells this" in said.out
    assert f"asked for {ENTRY}" in said.out


def test_none_of_these_is_something_missing_and_the_answer_of_a_person_stands_beside_it(asked, knowledge):
    asked(
        question(
            "a co z kasą", WayOut.CLARIFY, "near", shown=(ENTRY,), chosen=NONE_OF_THESE, answer="Nie trzeba."
        )
    )

    assert "answered: Nie trzeba." in knowledge("review").out


def test_an_approved_way_to_ask_stands_in_the_entry_with_a_name_and_a_day(asked, knowledge, entries):
    path = entries / "modes" / f"{ENTRY}.md"
    make_room(path)
    (name,) = asked(question(TEXT, WayOut.CLARIFY, "near", shown=(ENTRY,), chosen=ENTRY))
    said = knowledge("approve", name, "--entry", ENTRY, "--text", TEXT, "--by", ANNA, "--folder", entries)

    assert said.status == 0, said.err
    assert TEXT in read_entry(path).phrasings["pl"]
    today = datetime.now().astimezone().date()
    assert f"# {ANNA}, {today.year}" in path.read_text("utf-8")
    assert knowledge("review", "--json").lines == []


@pytest.mark.parametrize("text", ["czy [nazwa] ma jeszcze czas", "DUPLICATE"])
def test_what_the_check_refuses_is_not_written(asked, knowledge, entries, text):
    path = entries / "modes" / f"{ENTRY}.md"
    make_room(path)
    before = path.read_bytes()
    if text == "DUPLICATE":
        text = read_entry(path).phrasings["pl"][0] + " proszę"
    (name,) = asked(question(TEXT))
    said = knowledge("approve", name, "--entry", ENTRY, "--text", text, "--by", ANNA, "--folder", entries)

    assert said.status == 1
    assert said.sentence
    assert path.read_bytes() == before
    assert len(knowledge("review", "--json").lines) == 1


def test_a_new_entry_begins_as_a_draft_that_is_never_served(asked, knowledge, entries):
    (name,) = asked(question("czy drukarka fiskalna współpracuje"))
    words = ("--topic", "programs", "--text", "Czy drukarka fiskalna wysyła do KSeF?", "--answer", "Nie.")
    said = knowledge(
        "approve", name, "--entry", "drukarka-fiskalna", *words, "--by", ANNA, "--folder", entries
    )

    assert said.status == 0, said.err
    entry = read_entry(entries / "programs" / "drukarka-fiskalna.md")
    assert (entry.answer["pl"], entry.sources[0].title) == ("Nie.", ANNA)
    assert not entry.serves_on(entry.valid_from)
    again = knowledge(
        "approve", name, "--entry", "drukarka-fiskalna", *words, "--by", ANNA, "--folder", entries
    )
    assert again.status == 1


def test_what_teaches_nothing_is_dismissed(asked, knowledge):
    names = asked(question("la la la"), replace(question("na na na"), why="elsewhere"))
    assert knowledge("approve", *names, "--dismiss", "--by", ANNA).lines == [{"settled": 2}]

    assert knowledge("review", "--json").lines == []


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("00000000", "--entry", ENTRY, "--text", "co", "--by", ANNA), 1),
        (("00000000", "--by", ANNA), 2),
        (("00000000", "--entry", ENTRY, "--text", "co"), 2),
    ],
)
def test_what_cannot_be_approved_is_a_sentence(asked, knowledge, words, status):
    asked(question("co"))

    said = knowledge("approve", *words)
    assert said.status == status
    assert said.err
    assert "Traceback" not in said.err


def make_room(path) -> None:
    """Take one way to ask out, for an entry may be full."""
    text = path.read_text("utf-8")
    last = read_entry(path).phrasings["pl"][-1]
    line = next(each for each in text.splitlines(keepends=True) if last in each)
    path.write_text(text.replace(line, "", 1), encoding="utf-8")
