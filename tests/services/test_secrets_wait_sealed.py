"""What lets somebody in is nowhere in the database in the clear, not even while its message waits to be shown."""

import pytest

from tests.services.house import SENTENCE

ASKS = {
    "an invitation": (["/zapros"], "invite-issuer", "invited", "link"),
    "the address for commands": (["/poczta"], None, "mail-address", "address"),
    "a fresh address for commands": (["/poczta"], "mail-renew", "mail-address", "address"),
    "a buyer's link": ([SENTENCE, "issue", "zaproś Klient do Telegrama"], None, "buyer-invited", "link"),
}


async def asked(house, steps, button):
    """Everything is answered but the last step, which is handled and not shown."""
    *before, last = [*steps, button] if button else steps
    for step in before:
        await (house.tap(step) if step == "issue" else house.say(step))
    incoming = house.tap_of(last) if last == button else house.incoming(last)
    await house.receive(incoming)


def secret_of(message, name) -> bytes:
    """The part of it that nobody could guess."""
    said = message.data[name]
    code = said.partition("start=")[2] or said.partition("+")[2].partition("@")[0]
    assert len(code) >= 16
    return code.encode()


@pytest.mark.parametrize("what", ASKS)
async def test_what_waits_to_be_shown_cannot_be_read_in_the_file(house, by_hand, what):
    steps, button, code, name = ASKS[what]
    await asked(house, steps, button)
    waiting = by_hand.everything()

    await house.work()

    message = house.last()
    assert message.code == code
    assert b"sealed:" in waiting
    for files in (waiting, by_hand.everything()):
        assert secret_of(message, name) not in files


async def test_a_code_that_goes_by_mail_waits_sealed(house, by_hand):
    await house.receive(house.incoming("/poczta szefowa@firma.example"))
    waiting = by_hand.everything()
    await house.work()

    (letter,) = house.mail.chats["szefowa@firma.example"].values()
    assert letter.code == "mail-code"
    assert b'"code":"%s"' % letter.data["code"].encode() not in waiting


async def test_a_restart_in_between_shows_it_all_the_same(house):
    await house.receive(house.incoming("/poczta"))

    await house.restart()
    await house.work()

    assert "+" in house.last().data["address"]
