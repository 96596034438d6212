"""One's own data by letter: the same answers, the copy attached, erased by the number of the answer."""

import pytest

from invoicing.services.messages import Channel
from tests.services.test_by_mail_like_in_the_chat import JANS, jan, ola  # noqa: F401 - fixtures


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("co o mnie wiecie?", "privacy"),
        ("pobierz moje dane", "privacy-copy"),
        ("usuń moje dane", "erasure-question"),
    ],
)
async def test_a_letter_to_the_secret_address_is_answered_like_a_message(jan, words, code):  # noqa: F811
    assert (await jan.write(words)).code == code


async def test_the_copy_comes_with_the_letter(jan):  # noqa: F811
    await jan.write("/prywatnosc")

    (file,) = (await jan.answer("1")).files

    assert file.name == "latarnik-2026-11-20.zip"


async def test_whoever_has_no_telegram_is_erased_by_the_number_and_hears_of_it_last(jan):  # noqa: F811
    await jan.write("usuń moje dane")

    assert (await jan.answer("1")).code == "person-erased"
    await jan.house.work(60)

    assert not jan.last.data["telegram"]
    async with jan.house.units.reading() as work:
        assert await work.people.by_identity(Channel.EMAIL, JANS) is None
    before = len(jan.letters)
    await jan.write("co o mnie wiecie?")
    assert len(jan.letters) == before


async def test_whoever_has_telegram_confirms_there(ola):  # noqa: F811
    await ola.house.take_on()
    said = await ola.write("usuń moje dane")
    assert said.code == "erasure-owner"

    await ola.house.take_on(chat="70707071")
    said = await ola.write("usuń moje dane")

    assert said.code == "erasure-question"
    assert said.data["in_telegram"]
    assert ola.house.mail.reply_to == []  # no answer to that letter erases anybody


async def test_a_forged_letter_learns_nothing(house):
    await house.write_letter("co o mnie wiecie?", authentic=False)

    assert not house.mail.chats.get("ola@firma.example")
