"""Signs that no keyboard has, in every field that people, registers and programs fill: a lawful file or a clear sentence."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.model.party import Address, Nip
from invoicing.services.messages import Channel, Sender
from ksef.fa3.reader import read_document
from templates.drawing.page import content
from templates.sheet import Sheet
from tests.fuzz import invariants as books
from tests.fuzz.sayings import STRANGE
from tests.fuzz.world import OLA, World

NIP = Nip.parse("7010416384")
LONG = ("x" * 255, "ż" * 300, "słowo " * 120, "")
BEGUN = "faktura dla NIP 7010416384, 2 h konsultacji po 200 zł"
FIELDS = (
    "nazwa pozycji: {}", "uwagi: {}", "dopisz uwagę {}", "nazwa nabywcy: {}", "adres nabywcy: ul. {} 3, 00-001 Warszawa",
    "jednostka: {}", "dodaj {} 100 zł", "wyślij na {}@klient.example", "termin {}", "cena {}", "ilość {}", "waluta {}", "vat {}",
    "rabat {}", "numer zamówienia {}", "nabywca: {}, ul. Prosta 1, 00-001 Warszawa", "{}",
)  # fmt: skip


@st.composite
def words(draw) -> str:
    """A few letters with strange signs among them."""
    parts = draw(
        st.lists(st.sampled_from([*STRANGE, "Jan", "Ż", " ", "-", "1", *LONG]), min_size=1, max_size=4)
    )
    return "".join(parts)


@pytest.fixture
def world(new_books, tmp_path):
    world = World(new_books(tmp_path))
    yield world
    world.close()


class Cards:
    """What Ola says, and what she can issue of it."""

    def __init__(self, world: World) -> None:
        self.world, self.issued, self.refused, self.judged = world, 0, 0, set()

    def says(self, text: str, name: str = "Ola") -> None:
        sender = Sender(Channel.TELEGRAM, OLA, name)
        self._does(replace(self.world.house.incoming(text, OLA), sender=sender))

    def issues(self) -> None:
        """Press the first button of the newest card, if there is one, and begin anew."""
        house = self.world.house
        cards = [
            (key, choice)
            for chat, key, choice in self.world.buttons()
            if chat == OLA and choice.action == "issue"
        ]
        if cards:
            self.issued += 1
            key, choice = cards[-1]
            tap = house.incoming("", OLA, choice=choice, tapped_message=key, callback="c")
            self._does(tap)
        else:
            self.refused += 1
        self.says("anuluj")

    def _does(self, incoming) -> None:
        world = self.world
        world.runs(world.hear(incoming))
        world.runs(world.work(lambda leased: leased))
        assert incoming.key in {show.cause for show in world.house.telegram.shows[-10:]}


@pytest.mark.sqlite("the tables are read as a file, past all of our code")
@pytest.mark.timeout(3000)
def test_signs_of_all_kinds_make_lawful_files_or_clear_sentences(
    world, tmp_path, tries, caplog, record_property
):
    cards, path = Cards(world), tmp_path / "latarnik.sqlite3"

    @tries(40)
    @given(st.sampled_from(FIELDS), words(), st.just("KLIENT") | words(), words())
    def each(field, said, registered, person):
        caplog.clear()
        address = (
            Address(f"ul. {registered} 1"[:500], "00-001 Warszawa")
            if registered.isprintable() and registered.strip()
            else None
        )
        world.house.register.knows(NIP, registered, address)
        cards.says(BEGUN, person)
        cards.says(field.format(said), person)
        cards.issues()
        assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
        found = books.issued(path)
        books.files_are_lawful(found, cards.judged)
        books.promises_are_whole(path)
        if found:
            assert content(read_document(found[-1].xml), Sheet.of("pl"), None)["language"] == "pl"

    each()
    record_property(
        "shown", f"signs in fields: {cards.issued} cards issued, {cards.refused} refused or asked back"
    )
