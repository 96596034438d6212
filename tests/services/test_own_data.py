"""What is held of somebody, told and given out as a copy: all that is theirs, and nothing of others."""

import io
import json
import zipfile

import pytest

from invoicing.services.messages import Channel
from templates.render import render_reply
from tests.services.bartek import BARTEK, MAIL, NAME, QUESTION
from tests.services.house import OLA


def copy_in(house, chat):
    """The zip that the newest message carries: what is in `data.json`, and the names of its files."""
    (file,) = house.last(chat).files
    with zipfile.ZipFile(io.BytesIO(file.content)) as packed:
        return json.loads(packed.read("data.json")), packed.namelist(), packed.read("czytaj.txt").decode()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("/prywatnosc", "privacy"),
        ("/prywatnosc@latarnik_bot", "privacy"),
        ("Co o mnie wiecie?", "privacy"),
        ("what do you know about me", "privacy"),
        ("Що ви про мене знаєте?", "privacy"),
        ("Pobierz moje dane", "privacy-copy"),
        ("please download my data", "privacy-copy"),
        ("завантаж мої дані", "privacy-copy"),
        ("Usuń moje dane, proszę", "erasure-question"),
        ("delete my data!", "erasure-question"),
        ("видали мої дані", "erasure-question"),
    ],
)
async def test_plain_words_ask_for_ones_own_data(house, bartek, words, code):
    await house.say(words, BARTEK)

    assert house.last(BARTEK).code == code


async def test_the_answer_counts_what_is_held_and_says_who_answers_for_it(house, bartek):
    await house.say("/prywatnosc", BARTEK)

    said = house.last(BARTEK)
    assert said.data["counts"]["invoices"] == 1
    assert said.data["counts"]["questions"] == 1
    assert said.data["counts"]["messages"] > 10
    assert said.data["telegram"] == [BARTEK]
    assert said.data["mails"] == [MAIL]
    assert [row["role"] for row in said.data["companies"]] == ["issuer"]
    assert said.labels == ["privacy-copy", "privacy-erase"]
    words = render_reply("privacy", said.data, "pl")
    assert "Administrator</b>: Latarnia Morska" in words
    assert "od 20.11.2026" in words


async def test_the_copy_holds_all_that_is_theirs_and_nothing_of_others(house, bartek):
    await house.say("/prywatnosc", BARTEK)
    await house.tap("privacy-copy", BARTEK)

    data, names, page = copy_in(house, BARTEK)
    sections = data["sections"]
    assert data["controllers"][0]["nip"] == "5265877635"
    assert sections["person"][0]["name"] == NAME
    assert {row["address"] for row in sections["addresses"]} == {BARTEK, MAIL}
    assert [row["text"] for row in sections["questions"]] == [QUESTION]
    assert sections["invoices"][0]["number"] == "FV/2026/11/1"
    assert sections["pro_formas"]
    assert sections["recurring"]
    assert sections["quarantine"]
    assert sections["secret_addresses"]
    assert {"joined"} <= {row["what"] for row in sections["history"]}
    assert set(names) == {"data.json", "czytaj.txt", "letters/0001.eml", "letters/0002.eml"}
    everything = json.dumps(data, ensure_ascii=False) + page
    assert f"name: {NAME}" in page
    for others in (f'"{OLA}"', "ola@firma.example", "KLIENT SPÓŁKA", "61109010140000071219812874"):
        assert others not in everything


async def test_no_other_person_gets_the_copy_or_erases_by_a_button_of_ours(house, bartek):
    await house.say("usuń moje dane", BARTEK)
    await house.say("/prywatnosc", BARTEK)
    for label in ("privacy-copy", "privacy-erase", "privacy-erase-yes"):
        await house.receive(house.tap_of(label, BARTEK, person=OLA))
    await house.work()

    async with house.units.reading() as work:
        assert await work.people.by_identity(Channel.TELEGRAM, BARTEK)
    assert not [each for each in house.telegram.chats[OLA].values() if each.files]
