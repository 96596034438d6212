"""A key or a token that somebody pastes is out of the chat, and was never in the database."""

import secrets
import sqlite3

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bot.updates import to_incoming
from invoicing.services.messages import Reply

OLA = 1001


@pytest.fixture
def key() -> str:
    made = ec.generate_private_key(ec.SECP256R1())
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.fixture
def token() -> str:
    return f"20251010-EC-1DCE3E3000-12ECB5B36E-45|nip-5265877635|{secrets.token_hex(32)}"


@pytest.fixture
def books(tmp_path):
    """Everything that lies in the database's files."""

    def read() -> bytes:
        with sqlite3.connect(tmp_path / "books.sqlite3") as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        return b"".join(path.read_bytes() for path in tmp_path.glob("books.sqlite3*"))

    return read


async def test_a_pasted_key_is_known_by_its_kind_and_nothing_of_it_is_stored(
    telegram, poller, inbox, books, key
):
    sent = await telegram.user_sends_text(OLA, f"to mój klucz\n{key}")
    await poller.once(0)

    (row,) = await inbox()
    incoming = to_incoming(row)
    assert (incoming.withheld, incoming.text, incoming.message) == ("key", "", str(sent))
    assert incoming.sender.address == str(OLA)
    for line in key.splitlines()[1:-1]:
        assert line.encode() not in books()
    assert b"klucz" not in books()


async def test_so_is_a_token_in_an_answer_to_somebody_or_under_a_picture(
    telegram, poller, inbox, books, token
):
    await telegram.user_sends_text(OLA, f"token: {token}")
    await poller.once(0)

    assert to_incoming((await inbox())[0]).withheld == "token"
    assert token.rpartition("|")[2].encode() not in books()


@pytest.mark.parametrize("name", ["firma.key", "Pieczec.P12", "cert.pem", "x.pfx"])
async def test_a_file_with_a_key_is_not_even_kept_by_its_number(telegram, poller, inbox, books, name):
    await telegram.user_sends_document(OLA, name, b"whatever")
    await poller.once(0)

    (row,) = await inbox()
    assert to_incoming(row).withheld == "file"
    assert b"file_id" not in row.raw
    assert name.encode() not in books()


async def test_the_address_of_a_one_time_page_is_not_stored_when_somebody_repeats_it(
    telegram, poller, inbox, books
):
    code = secrets.token_urlsafe(32)
    await telegram.user_sends_text(OLA, f"co to jest? https://latarnik.example/dostep/{code}")
    await poller.once(0)

    assert to_incoming((await inbox())[0]).text.endswith("/dostep/***")
    assert code.encode() not in books()


async def test_a_sentence_is_stored_as_it_came(telegram, poller, inbox):
    await telegram.user_sends_text(OLA, "faktura | dla NIP 5260250274, 2 h po 200 zł, klucz francuski")
    await poller.once(0)

    assert (
        to_incoming((await inbox())[0]).text == "faktura | dla NIP 5260250274, 2 h po 200 zł, klucz francuski"
    )


async def test_the_message_is_deleted_and_the_answer_says_so(telegram, bot, chat, show, key):
    sent = await telegram.user_sends_text(OLA, key)
    data = {"kind": "key", "removed": False, "by_mail": False, "owner": True, "company": "X"}
    reply = Reply("secret-withheld", data, removes=str(sent))

    await chat.show(show(reply), [])
    await chat.show(show(reply, "again"), [])  # a repeat after a crash finds it gone

    seen = [each["text"] for each in telegram.messages(OLA)]
    assert not any("PRIVATE KEY" in text for text in seen)
    assert [("Usunąłem" in text) for text in seen] == [True, True]
