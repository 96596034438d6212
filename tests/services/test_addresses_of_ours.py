"""An address that we made tells its delivery; nobody else can make one."""

import secrets
from uuid import uuid4

import pytest

from invoicing.services.delivery.addressing import Addresses, Marked, Purpose, range_of, reference_of

OURS = "faktury@firma.example"


@pytest.fixture
def addresses():
    return Addresses(secrets.token_bytes(32))


@pytest.fixture
def reference():
    return reference_of(uuid4())


@pytest.mark.parametrize("purpose", [Purpose.REPLY, Purpose.BOUNCE])
def test_an_address_comes_back_and_tells_its_delivery(addresses, reference, purpose):
    made = addresses.make(purpose, reference, OURS)

    assert made.startswith(f"faktury+{purpose}-{reference}-")
    assert addresses.read(made) == Marked(purpose, reference)
    assert addresses.read(made.upper()) == Marked(purpose, reference)


def test_an_address_for_one_thing_opens_no_other(addresses, reference):
    reply = addresses.make(Purpose.REPLY, reference, OURS)

    assert addresses.read(reply.replace("+r-", "+b-")) is None
    assert addresses.read(reply.replace("faktury+", "biuro+")) is None
    assert addresses.read_mark(reply.partition("+r-")[2].partition("@")[0]) is None


def test_an_address_of_another_delivery_or_another_house_is_none(addresses, reference):
    made = addresses.make(Purpose.BOUNCE, reference, OURS)

    assert addresses.read(made.replace(reference, reference_of(uuid4()))) is None
    assert Addresses(secrets.token_bytes(32)).read(made) is None


@pytest.mark.parametrize("text", ["", "@", OURS, "faktury+r-abc@firma.example", "a b+r-", "\n" * 40])
def test_any_other_text_is_no_address_of_ours(addresses, text):
    assert addresses.read(text) is None
    assert addresses.read_mark(text) is None


@pytest.mark.parametrize("mailbox", ["x" * 33 + "@firma.example", "a+b@firma.example", "firma.example", "@x"])
def test_a_mailbox_that_leaves_no_room_gets_none(addresses, reference, mailbox):
    assert addresses.make(Purpose.REPLY, reference, mailbox) is None


def test_a_mark_in_a_header_tells_its_delivery_too(addresses, reference):
    mark = addresses.mark(reference)

    assert addresses.read_mark(f" {mark} ") == reference
    assert addresses.read_mark(mark[:-1] + ("a" if mark[-1] != "a" else "b")) is None


def test_a_reference_means_the_delivery_it_was_made_of():
    for delivery in (uuid4() for _ in range(200)):
        first, last = range_of(reference_of(delivery))
        assert first <= delivery <= last
