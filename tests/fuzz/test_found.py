"""What the fuzzing has found, each case by its name, so that it is found no more."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.updates import to_incoming
from invoicing.services.messages import Channel, Choice, IncomingFile
from invoicing.services.records import Received
from ksef.fa3.validator import validate
from mailer.accounts import ImapAccount, Security
from mailer.reading import LetterReader
from tests.fuzz.test_packages import LISTS, packed, read
from tests.fuzz.updates import MESSAGE
from tests.fuzz.world import OLA, World

BASIC = (Path(__file__).parents[1] / "golden" / "fa3" / "basic.xml").read_bytes()
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
LETTERS = LetterReader(ImapAccount("127.0.0.1", 143, Security.NONE, "faktury@latarnik.example", "x"))
WORDS = "faktura dla NIP 5260250274"


@pytest.fixture
def world(new_books, tmp_path):
    world = World(new_books(tmp_path))
    yield world
    world.close()


def update(**body) -> Received:
    return Received(
        "telegram:1:1", Channel.TELEGRAM, "telegram:1001", json.dumps({"update_id": 1} | body).encode(), NOW
    )


@pytest.mark.parametrize(
    "newer",
    [
        {"forward_origin": {"type": "a-newer-kind", "date": 1795165200}},
        {"gift": {"gift": {"id": "1"}}},
        {"entities": [{"type": "bold"}]},
        {"reply_to_message": {"message_id": 6}},
        {"text": 7},
    ],
)
def test_a_message_of_a_newer_shape_is_answered_and_none_of_its_words_counts(newer):
    incoming = to_incoming(update(message=MESSAGE | {"text": WORDS} | newer))

    assert (incoming.chat, incoming.media, incoming.text, incoming.start) == ("1001", "other", "", None)


def test_a_tap_on_a_message_of_a_newer_shape_is_a_tap():
    tapped = MESSAGE | {"forward_origin": {"type": "a-newer-kind", "date": 1795165200}}
    tap = {"id": "4", "from": MESSAGE["from"], "chat_instance": "1", "data": "issue::3", "message": tapped}
    incoming = to_incoming(update(callback_query=tap))

    assert (incoming.callback, incoming.choice, incoming.tapped_message) == (
        "4",
        Choice("issue", None, 3),
        "7",
    )


@pytest.mark.parametrize(
    "body",
    [{"message": 5}, {"message": {"chat": []}}, {"callback_query": {"id": 4}}, {"message": {"date": "x"}}],
)
def test_an_update_of_nobody_is_left_alone(body):
    assert to_incoming(update(**body)) is None


@pytest.mark.parametrize(
    "header", ["Message-ID: <", "Message-ID: <@>", "In-Reply-To: <", "Date: Fri, 99 Nov 9999 99:99:99 +9999"]
)
def test_a_letter_is_read_in_spite_of_a_header_that_nobody_can_read(header):
    raw = f"From: Ola <ola@firma.example>\n{header}\n\n{WORDS}\n".encode()
    incoming = LETTERS(Received("email:1", Channel.EMAIL, "email:x", raw, NOW))

    assert (incoming.text, incoming.sender.address) == (WORDS, "ola@firma.example")
    assert incoming.thread in {None, "<@>", "<"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("P_1", "\u200b1"),
        ("P_1", "2026-02-30"),
        ("P_15", "1e999999999"),
        ("P_15", "NaN"),
        ("KodWaluty", "<zł>"),
        ("P_2", "\u202e7"),
    ],
)
def test_a_document_whose_day_or_amount_is_none_is_told_of_by_its_faults(world, field, value):
    said = value.replace("<", "&lt;").encode()
    raw = re.sub(f"<{field}>[^<]*<".encode(), f"<{field}>".encode() + said + b"<", BASIC, count=1)
    world.house.chat_files["f"] = raw
    file = IncomingFile("f", "a.xml", len(raw))
    world.runs(world.hear(world.house.incoming("", OLA, media="document", document=file)))
    world.runs(world.work(lambda leased: leased))

    told = world.house.last(OLA)
    assert told.code == "document-checked"
    assert told.data["documents"][0]["errors"] > 0 or field == "P_2"
    assert len(world.house.telegram.said[-1][1]) < 5000


@pytest.mark.parametrize("prefix", ["tns", "ns0", "ą"])
def test_a_document_of_another_program_s_prefixes_is_judged_like_ours(prefix):
    wrong = re.sub(rb"<P_1>[^<]*<", b"<P_1>jutro<", BASIC).decode()
    ours = [(each.place, each.code) for each in validate(wrong.encode(), NOW.date())]
    theirs = re.sub(r"<(/?)(?=[A-Z])", rf"<\1{prefix}:", wrong).replace("xmlns=", f"xmlns:{prefix}=", 1)
    judged = [(each.place, each.code) for each in validate(theirs.encode(), NOW.date())]

    assert ours
    assert judged == ours


def test_an_element_of_a_foreign_namespace_is_a_fault_and_no_stumble():
    foreign = BASIC.replace(b"</Fa>", b'<ds:Signature xmlns:ds="urn:x">x</ds:Signature></Fa>')
    assert [each.code for each in validate(foreign, NOW.date())] == ["schema-structure"]


@pytest.mark.parametrize("compression", ["Zip", "TarGz"])
def test_a_package_whose_bytes_are_spoilt_is_unreadable(tmp_path, compression):
    sound = packed(BASIC, LISTS[0], compression)
    for at in range(30, len(sound) - 1, len(sound) // 60):
        said = read(sound[:at] + bytes([sound[at] ^ 0xFF]) + sound[at + 1 :], compression, tmp_path)
        assert said in {"ksef-export-unreadable", "ksef-unreadable", "ksef-hash-mismatch", "1 read"}


def test_a_list_of_lists_without_end_is_unreadable(tmp_path):
    assert read(packed(BASIC, b"[" * 100_000, "Zip"), "Zip", tmp_path) == "ksef-unreadable"
