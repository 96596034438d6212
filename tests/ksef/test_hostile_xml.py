"""Whoever sends XML gets nothing read, nothing fetched and no memory filled: every reader, every trick."""

import os
import resource
import socket
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from invoicing.model.errors import LatarnikError
from ksef.contexts import Context
from ksef.fa3.opening import open_document
from ksef.fa3.reader import read_document, seller_nip
from ksef.signed_elsewhere import Prepared
from ksef.upo import read_session_upo, read_upo
from ksef.upo_view import is_receipt, read_receipt

SECRET = "words-of-a-file-that-nobody-may-read"
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


def check_signed(xml: bytes) -> None:
    Prepared("challenge", Context.parse("nip:5265877635"), NOW + timedelta(hours=1)).check(xml, NOW)


READERS = {
    "an invoice to open": open_document,
    "an invoice to read": read_document,
    "whose invoice it is": seller_nip,
    "a receipt": read_upo,
    "a receipt of a session": lambda xml: read_session_upo(xml, "20261120-SO-1"),
    "a receipt to draw": read_receipt,
    "whether it is a receipt": is_receipt,
    "a signed login": check_signed,
}


def laughs(encoding: str = "utf-8") -> bytes:
    """A thousand million laughs in a few hundred bytes."""
    levels = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY l0 "ha">{levels}]><x>&l9;</x>'
    return text.encode(encoding)


def quadratic() -> bytes:
    return ('<!DOCTYPE x [<!ENTITY a "' + "a" * 50_000 + '">]><x>' + "&a;" * 50_000 + "</x>").encode()


def external(address: str, kind: str = "") -> bytes:
    return f'<!DOCTYPE x [<!ENTITY {kind}s SYSTEM "{address}">{"%s;" if kind else ""}]><x>&s;</x>'.encode()


def hostile(file: str, address: str) -> dict[str, bytes]:
    included = f'<x xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{file}" parse="text"/></x>'
    return {
        "a thousand million laughs": laughs(),
        "the same in UTF-16": laughs("utf-16"),
        "one entity very often": quadratic(),
        "a file as an entity": external(f"file://{file}"),
        "an address as an entity": external(address),
        "an address as a parameter": external(address, "% "),
        "a DTD elsewhere": f'<!DOCTYPE x SYSTEM "{address}"><x/>'.encode(),
        "a stylesheet elsewhere": f'<?xml-stylesheet href="{address}"?><x/>'.encode(),
        "a schema elsewhere": (
            '<x xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            f'xsi:noNamespaceSchemaLocation="{address}"/>'
        ).encode(),
        "an inclusion": included.encode(),
        "nesting without end": b"<x>" * 200_000 + b"</x>" * 200_000,
        "a huge attribute": b'<x a="' + b"a" * 9_000_000 + b'"/>',
        "a huge name": b"<" + b"x" * 9_000_000 + b"/>",
        "very many attributes": b"<x " + b" ".join(b'a%d=""' % at for at in range(200_000)) + b"/>",
        "very many namespaces": b"<x "
        + b" ".join(b'xmlns:a%d="u:%d"' % (at, at) for at in range(20_000))
        + b"/>",
    }


TRICKS = list(hostile("", ""))


@pytest.fixture
def listening():
    """An address on this machine, and who knocked there."""
    server, knocks = socket.create_server(("127.0.0.1", 0)), []

    def wait() -> None:
        while True:
            try:
                knocks.append(server.accept())
            except OSError:
                return

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/x.dtd", knocks
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()


@pytest.fixture
def readable(tmp_path):
    """A pipe instead of a file, and who opened it: whoever reads it waits until that is written down."""
    pipe, visits = tmp_path / "secret", []
    os.mkfifo(pipe)

    def wait() -> None:
        opened = os.open(pipe, os.O_WRONLY)  # waits for a reader
        visits.append(str(pipe))
        with suppress(BrokenPipeError):
            os.write(opened, SECRET.encode())
        os.close(opened)

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    yield str(pipe), visits
    if not visits:
        os.close(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK))  # lets the one who waits go
    thread.join()


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("trick", TRICKS)
def test_no_reader_falls_for_a_trick(readable, listening, trick, reader):
    (address, knocks), (file, visits) = listening, readable
    xml = hostile(file, address)[trick]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    try:
        said = repr(READERS[reader](xml))
    except LatarnikError as refusal:
        said = repr((refusal, refusal.details))

    assert SECRET not in said
    assert (knocks, visits) == ([], [])
    assert len(said) < 10_000
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 300_000, (
        f"{grown} kB for a small file"
    )  # a thousand million laughs are a thousand times more
