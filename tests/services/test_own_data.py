"""What is held of somebody, their copy of it, and its erasure; what the law keeps stays and holds."""

import io
import json
import zipfile
from contextlib import suppress

import pytest

from invoicing.model.delivering import DeliveryWay
from invoicing.services.ids import question_id
from invoicing.services.jobs import NotYet, Show
from invoicing.services.messages import Channel, Reply
from invoicing.services.people.erasing import erase_address, whose_address
from invoicing.services.people.jobs import ForgetTraces
from invoicing.services.questions.knowledge import WayOut
from invoicing.services.records import Role
from storage.events import examined
from storage.tables import metadata
from templates.render import render_reply
from tests.services.fakes import Crash
from tests.services.house import BUYER, OLA, SENTENCE
from tests.services.knowing import Base

BARTEK, NAME, MAIL = "70707071", "Bartosz Wielogórski", "bartek.w@domowa.example"
QUESTION = "do kiedy mam przesłać fakturę offline24?"


@pytest.fixture
async def bartek(house, by_hand):
    """Issues invoices for Ola's company, asks, writes letters, and has left something in every book."""
    house.base = Base()
    house.base.knows(QUESTION, WayOut.ANSWER, "offline24-termin")
    house.start()
    await house.take_on(Role.ISSUER, BARTEK, MAIL)
    async with house.units.reading() as work:
        person = await work.people.by_identity(Channel.TELEGRAM, BARTEK)
    by_hand(f"UPDATE people SET name = '{NAME}' WHERE name <> 'x' AND seq = (SELECT max(seq) FROM people)")
    await house.say(SENTENCE, BARTEK)
    await house.tap("issue", BARTEK)
    await house.say("faktura dla NIP 5260250274, abonament 99 zł co miesiąc 1.", BARTEK)
    await house.tap("recur", BARTEK)
    await house.say("pro forma dla NIP 5260250274, 3 h projektu po 150 zł", BARTEK)
    await house.tap("issue-pro-forma", BARTEK)
    await house.say("faktura dla NIP 5260250274, 1 h narady po 300 zł", BARTEK)
    await house.say(QUESTION, BARTEK)
    await house.say("/poczta", BARTEK)
    await house.say("/poczta dodaj inny.adres@domowa.example", BARTEK)
    await house.write_letter(SENTENCE, MAIL)
    await house.write_letter("coś", MAIL, authentic=False)
    return person


@pytest.fixture
def cells(by_hand):
    """Every cell of every table in which one of the words stands."""

    def look(*words: str) -> list[str]:
        found = []
        for table in metadata.sorted_tables:
            names = ", ".join(f'"{column.name}"' for column in table.c)
            for row in by_hand(f'SELECT {names} FROM "{table.name}"'):
                for column, value in zip(table.c, row, strict=True):
                    text = value.decode(errors="replace") if isinstance(value, bytes) else str(value)
                    found += [f"{table.name}.{column.name}: {text[:80]}" for word in words if word in text]
        return found

    return look


def copy_in(house, chat):
    """The zip that the newest message carries: what is in `data.json`, and the names of its files."""
    (file,) = house.last(chat).files
    with zipfile.ZipFile(io.BytesIO(file.content)) as packed:
        return json.loads(packed.read("data.json")), packed.namelist(), packed.read("czytaj.txt").decode()


async def erased(house, chat=BARTEK):
    await house.say("usuń moje dane", chat)
    await house.tap("privacy-erase-yes", chat)
    await house.work(60)


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


async def test_nothing_of_them_is_left_but_an_id(house, bartek, cells):
    assert cells(BARTEK, NAME, MAIL, "domowa.example")

    await erased(house)

    assert cells(BARTEK, NAME, MAIL, "domowa.example") == []
    assert house.last(BARTEK).code == "person-erased"


async def test_invoices_and_the_history_stay_and_hold(house, bartek):
    (before,) = await house.invoices()
    await erased(house)

    (after,) = await house.invoices()
    assert (after.xml, after.issued_by) == (before.xml, bartek.id)
    async with house.database.units.reading() as work:
        history = await examined(work.transaction)
    assert history.broken == ()


async def test_whoever_is_erased_is_out_and_hears_no_more(house, bartek):
    await erased(house)
    shows = len(house.telegram.shows)

    await house.say("/faktury", BARTEK)
    await house.write_letter(SENTENCE, MAIL)

    assert [each.reply.code for each in house.telegram.shows[shows:]] == ["stranger"]


async def test_what_waits_for_them_is_not_shown(house, bartek):
    await house.say("usuń moje dane", BARTEK)
    tap = house.tap_of("privacy-erase-yes", BARTEK)
    async with house.units() as work:
        await work.jobs.enqueue(Show(Channel.TELEGRAM, BARTEK, Reply("digest", {}), "morning"))

    await house.receive(tap)
    await house.work(60)

    assert "digest" not in house.shown(BARTEK)
    assert "person-erased" in house.shown(BARTEK)


async def test_a_question_is_good_for_a_day_and_for_the_newest_only(house, bartek):
    await house.say("usuń moje dane", BARTEK)
    old = house.tap_of("privacy-erase-yes", BARTEK)
    house.clock.at = house.clock.now().replace(hour=15)
    await house.say("usuń moje dane", BARTEK)

    await house.receive(old)
    await house.work()
    newest = house.tap_of("privacy-erase-yes", BARTEK)
    house.clock.at = house.clock.now().replace(day=21, hour=16)
    await house.receive(newest)
    await house.work()

    async with house.units.reading() as work:
        assert await work.people.by_identity(Channel.TELEGRAM, BARTEK)


async def test_a_last_owner_hears_what_to_do_and_nothing_is_erased(house):
    await house.say("usuń moje dane")

    assert house.last().code == "erasure-owner"
    assert house.last().labels == []
    async with house.units.reading() as work:
        assert await work.people.by_identity(Channel.TELEGRAM, OLA)


async def test_an_owner_who_became_the_last_one_since_the_question_stays(house):
    await house.take_on(Role.OWNER, BARTEK)
    await house.say("usuń moje dane", BARTEK)
    await house.say("usuń moje dane")
    await house.tap("privacy-erase-yes")

    await house.tap("privacy-erase-yes", BARTEK)

    assert house.last(BARTEK).data["reason"] == "last-owner-erasing"
    async with house.units.reading() as work:
        assert await work.people.by_identity(Channel.TELEGRAM, BARTEK)


@pytest.mark.parametrize("moment", range(1, 8))
async def test_a_crash_leaves_everything_or_nothing_and_the_rest_is_done_later(house, bartek, cells, moment):
    await house.say("usuń moje dane", BARTEK)
    tap = house.tap_of("privacy-erase-yes", BARTEK)
    with suppress(Crash), house.units.dying(before=moment):
        await house.receive(tap)
        await house.work(60)
    await house.restart()

    await house.assistant(tap)
    await house.work(120)

    assert cells(BARTEK, NAME, MAIL) == []
    async with house.database.units.reading() as work:
        assert (await examined(work.transaction)).broken == ()


async def test_whoever_comes_back_is_somebody_new(house, bartek):
    await erased(house)

    await house.take_on(Role.VIEWER, BARTEK)

    async with house.units.reading() as work:
        again = await work.people.by_identity(Channel.TELEGRAM, BARTEK)
    assert again.id != bartek.id
    assert house.last(BARTEK).code == "welcome"


async def test_a_question_that_was_passed_on_to_them_can_be_passed_on_again(house, bartek):
    asking = await house.say(QUESTION)
    async with house.units() as work:
        await work.questions.hand(question_id(asking.key), bartek.id, house.clock.now())
        await work.questions.reply(question_id(asking.key), f"pozdrawiam, {NAME}", house.clock.now())

    await erased(house)

    async with house.units.reading() as work:
        question = await work.questions.get(question_id(asking.key))
    assert (question.handed_to, question.answer) == (None, None)


async def test_the_sweep_waits_for_the_farewell(house, bartek):
    job = ForgetTraces(bartek.id, (BARTEK,))
    async with house.units() as work:
        await work.jobs.enqueue(Show(Channel.TELEGRAM, BARTEK, Reply("digest", {}), "farewell"))
        await work.jobs.enqueue(job)

    with pytest.raises(NotYet):
        await house.handlers[ForgetTraces](job)


async def test_of_a_buyer_the_contact_goes_and_the_wish_for_no_letters_stays(house, cells):
    await house.say(SENTENCE)
    await house.tap("issue")
    buyer = "ksiegowosc@klient.example"
    async with house.units() as work:
        (company,) = await work.companies.all()
        await work.buyers.remember(
            company.id, (await work.buyers.by_nip(company.id, BUYER)), house.clock.today()
        )
        (known,) = await work.buyers.latest(company.id, 10)
        assert known.buyer.email == buyer
        await work.deliveries.close(company.id, DeliveryWay.EMAIL, buyer, "asked", house.clock.now())
        held = await work.personal.counted(whose_address(buyer))
        assert (held["contact_of"], held["deliveries"], held["no_letters"]) == (1, 1, 1)

        assert await erase_address(work, buyer, house.clock.now()) == [company.id]

    await house.work()
    async with house.units.reading() as work:
        assert await work.buyers.count(company.id) == 0
        assert await work.deliveries.suppressed(company.id, DeliveryWay.EMAIL, buyer) == "asked"
        assert (await work.personal.counted(whose_address(buyer)))["deliveries"] == 1
