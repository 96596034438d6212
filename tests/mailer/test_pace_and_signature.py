"""Letters go at a pace that all processes keep together, and signed where the operator wants it."""

import base64
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import dkim
import pytest
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import rsa

from invoicing.model.errors import Unavailable
from invoicing.services.jobs import NotYet
from invoicing.services.mailboxes.daily import DailyAllowance, DayIsFull
from mailer.dkim_signing import signer
from mailer.pacing import Pace
from mailer.smtp import SmtpPostman
from tests.mailer.conftest import OURS

BUYER = "ksiegowosc@klient.example"


class HandTurnedClock:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Europe/Warsaw"))

    def now(self):
        return self.at

    def today(self):
        return self.at.date()


@pytest.fixture
def hand():
    return HandTurnedClock()


async def test_a_domain_gets_so_many_letters_a_minute_from_all_processes(database, hand):
    one, other = (Pace(database.calls, hand, to_domain=3) for _ in range(2))
    for pace in (one, other, one):
        await pace(OURS, BUYER)

    with pytest.raises(NotYet) as later:
        await other(OURS, "biuro@KLIENT.example")
    await other(OURS, "biuro@inny.example")
    hand.at += timedelta(seconds=61)
    await other(OURS, BUYER)

    assert 0 < later.value.retry_after <= 60


async def test_a_provider_s_own_limit_holds_for_all_domains_together(database, hand):
    pace = Pace(database.calls, hand, to_domain=0, from_account=lambda _: 2)
    await pace(OURS, "a@a.example")
    await pace(OURS, "b@b.example")

    with pytest.raises(NotYet):
        await pace(OURS, "c@c.example")


async def test_a_letter_whose_turn_it_is_not_is_not_begun(server, postman, letter, database, hand):
    paced = SmtpPostman(postman._account, postman._clock, pacing=Pace(database.calls, hand, to_domain=1))
    await paced.send(letter())

    with pytest.raises(NotYet):
        await paced.send(letter(message_id="<2@latarnia.example>"))

    assert len(server.mailbox(BUYER)) == 1
    await paced.close()


@pytest.fixture(scope="module")
def pair():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    public = key.public_key().public_bytes(form.Encoding.DER, form.PublicFormat.SubjectPublicKeyInfo)
    return private, b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


async def test_a_signed_letter_holds_when_it_arrives_and_not_when_it_was_changed(
    server, postman, clock, letter, pair
):
    private, public = pair
    signing = SmtpPostman(postman._account, clock, sign=signer("latarnia.example", "l1", private))
    answer = await signing.send(letter())
    await signing.close()

    def holds(raw):
        return dkim.verify(raw, dnsfunc=lambda name, timeout=5: public)

    assert holds(answer.raw)
    assert not holds(answer.raw.replace(b"Message-ID: <stable", b"Message-ID: <other"))
    assert not holds(b"From: x@evil.example\r\n" + answer.raw)
    assert b"DKIM-Signature" in server.raw(BUYER, 1)


def test_a_letter_of_another_domain_is_not_signed(pair):
    sign = signer("latarnia.example", "l1", pair[0])
    raw = b"From: Firma <faktury@firma.example>\r\nTo: x@latarnia.example\r\n\r\nx\r\n"

    assert sign(raw) == raw


def test_a_key_that_is_none_is_told_at_once():
    with pytest.raises(ValueError, match="private key"):
        signer("latarnia.example", "l1", b"nonsense")


async def test_what_the_server_did_not_take_is_not_counted_among_the_letters_of_a_day(
    server, postman, letter, database, hand
):
    def counting(account):
        allowance = DailyAllowance(database.units, hand, lambda _: 1)
        return SmtpPostman(account, postman._clock, allowance=allowance)

    nobody_there = counting(replace(postman._account, port=1))
    with pytest.raises(Unavailable):
        await nobody_there.send(letter())
    counted = counting(postman._account)
    await counted.send(letter())

    with pytest.raises(DayIsFull):
        await counted.send(letter(message_id="<2@latarnia.example>"))
    assert len(server.mailbox(BUYER)) == 1
    await counted.close()
