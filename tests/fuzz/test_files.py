"""Whatever file somebody sends: it is judged, taken for what it is worth, or refused in words; what comes of it is lawful."""

from __future__ import annotations

import asyncio
import logging

import pytest
from hypothesis import given

from app.files_in import judge
from invoicing.services.messages import IncomingFile
from ksef.fa3.reader import read_document
from templates.drawing.page import content
from templates.render import error_sentence, problem_sentence
from templates.sheet import Sheet
from tests.fuzz import invariants as books
from tests.fuzz.files import tables
from tests.fuzz.mutants_of_documents import mutants
from tests.fuzz.structures import bent
from tests.fuzz.world import OLA, World


@pytest.fixture
def world(new_books, tmp_path):
    world = World(new_books(tmp_path))
    yield world
    world.close()


def send(world, name, content, words="") -> None:
    """Ola sends a file, and presses what its answer offers first."""
    house = world.house
    house.chat_files["f"] = content
    incoming = house.incoming(words, OLA, media="document", document=IncomingFile("f", name, len(content)))
    world.runs(world.hear(incoming))
    world.runs(world.work(lambda leased: leased))
    assert f"show:telegram:{OLA}:{incoming.key}" in {show.key for show in house.telegram.shows}
    choices = [option.choice for row in house.last(OLA).options for option in row if option.choice]
    if choices and choices[0].action in {"send-document", "issue"}:
        tap = house.incoming("", OLA, choice=choices[0], tapped_message="1", callback="c")
        world.runs(world.hear(tap))
        world.runs(world.work(lambda leased: leased))


@pytest.mark.timeout(3000)
def test_no_document_makes_a_reader_a_judge_or_a_drawer_stumble(tries, record_property):
    seen = {"sound": 0, "with faults": 0, "unreadable": 0}

    @tries(80, shrinks=True)
    @given(mutants() | bent())
    def each(raw):
        verdict = asyncio.run(judge(raw, books.TODAY))
        kind = "unreadable" if verdict.view is None else "sound" if verdict.is_valid else "with faults"
        seen[kind] += 1
        if verdict.view is not None:
            assert content(read_document(raw), Sheet.of("pl"), None)["language"] == "pl"
        assert verdict.is_valid or verdict.faults
        for fault in verdict.faults:
            assert error_sentence(fault.code, fault.details)
            assert problem_sentence(fault.code, fault.details)

    each()
    record_property("shown", "documents: " + ", ".join(f"{count} {kind}" for kind, count in seen.items()))


@pytest.mark.sqlite("the tables are read as a file, past all of our code")
@pytest.mark.timeout(3000)
def test_no_file_in_the_chat_makes_anybody_stumble(world, tmp_path, tries, caplog, record_property):
    count, judged = 0, set()
    path = tmp_path / "latarnik.sqlite3"

    @tries(30)
    @given(mutants() | bent() | tables())
    def each(raw):
        nonlocal count
        count += 1
        caplog.clear()
        is_table = not raw.lstrip().startswith(b"<")
        send(world, "a.csv" if is_table else "a.xml", raw, "faktura dla NIP 5260250274" if is_table else "")
        assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
        books.files_are_lawful(books.issued(path), judged)
        books.promises_are_whole(path)

    each()
    record_property("shown", f"files: {count} sent in the chat, {len(judged)} lawful invoices came of them")
