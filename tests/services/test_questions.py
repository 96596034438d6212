"""Questions in the chat: answered, clarified, or passed on; a draft is never disturbed by one."""

import pytest

from invoicing.services.ids import question_id
from invoicing.services.messages import Channel
from invoicing.services.questions.knowledge import WayOut
from invoicing.services.questions.records import KEPT, NONE_OF_THESE, Thumb
from invoicing.services.records import Role
from templates.render import alert, render_reply
from tests.services.house import OLA
from tests.services.knowing import Base

DEADLINE = "do kiedy mam przesłać fakturę offline24?"
ANNA, PIOTR = "2001", "2002"


@pytest.fixture
def asked(house):
    """A house whose assistant has a knowledge base."""
    house.base = Base()
    house.base.knows(
        DEADLINE, WayOut.ANSWER, "offline24-termin", candidates=["offline24-termin", "awaria-termin", "kara"]
    )
    house.start()
    return house


async def noted(house, incoming):
    async with house.units.reading() as work:
        return await work.questions.get(question_id(incoming.key))


def in_words(message, language="pl") -> str:
    return render_reply(message.code, message.data, language)


async def test_an_answer_says_how_the_question_was_taken_and_on_what_ground(asked):
    await asked.say(DEADLINE)

    words = in_words(asked.last())
    assert words.startswith("Rozumiem pytanie jako: <i>Do kiedy przesłać offline24?</i>")
    assert "<b>Odpowiedź</b> offline24-termin." in words
    assert "Ustawa o VAT, art. 106nda ust. 2 (stan na 01.10.2026)" in words
    assert "Sprawdzone 21 listopada 2026" in words
    assert asked.last().labels == ["answer-up", "answer-down", "answer-else"]


async def test_whoever_asks_of_their_own_case_hears_that_this_is_no_advice(asked):
    asked.base.knows("na czym polega offline24?", WayOut.ANSWER, "offline24-termin")
    await asked.say(DEADLINE)
    own = in_words(asked.last())
    await asked.say("na czym polega offline24?")

    assert "Nie doradzam podatkowo" in own
    assert "Nie doradzam podatkowo" not in in_words(asked.last())


async def test_a_thumb_is_noted_and_the_answer_stays(asked):
    incoming = await asked.say(DEADLINE)
    await asked.tap("answer-up")

    assert (await noted(asked, incoming)).thumb is Thumb.UP
    assert asked.last().code == "answer"
    assert asked.last().labels == ["answer-else"]
    assert alert("answer-rated-up") != alert("unknown")


async def test_after_a_thumb_down_a_person_may_be_asked(asked):
    await asked.take_on(Role.ACCOUNTANT, ANNA)
    await asked.say(DEADLINE)
    await asked.tap("answer-down")

    assert asked.last().labels == ["answer-else", "answer-hand"]


async def test_something_else_offers_the_next_nearest_in_the_same_message(asked):
    incoming = await asked.say(DEADLINE)
    before = len(asked.telegram.chats[OLA])
    await asked.tap("answer-else")

    assert asked.last().code == "answer-choices"
    assert asked.last().data["meant"] == ["Ile dni po awarii?", "Jaka kara mi grozi?"]
    await asked.tap("answer-pick")  # the newest of the buttons of that name: the first choice
    assert asked.last().code == "answer"
    assert (await noted(asked, incoming)).chosen == asked.last().data["told"]["id"]
    assert len(asked.telegram.chats[OLA]) == before


async def test_where_several_are_near_buttons_name_them_and_none_of_them(asked):
    asked.base.knows("certyfikat", WayOut.CLARIFY, "awaria-termin", "awaria-zasady", "kara", why="one-word")
    incoming = await asked.say("certyfikat")

    assert asked.last().labels == ["answer-pick", "answer-pick", "answer-pick", "answer-none"]
    await asked.tap("answer-none")
    assert asked.last().code == "answer-unknown"
    assert (await noted(asked, incoming)).chosen == NONE_OF_THESE


async def test_a_question_leaves_the_open_draft_as_it_is_and_leads_back_to_its_card(asked):
    await asked.say("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł")
    card = asked.last().data
    asked.base.knows("płatność 14 dni od kiedy się liczy?", WayOut.ANSWER, "offline24-termin")
    await asked.say("płatność 14 dni od kiedy się liczy?")

    assert asked.last().code == "answer"
    assert "Twój szkic czeka bez zmian" in in_words(asked.last())
    await asked.tap("answer-draft")
    assert asked.last().code == "draft-card"
    assert asked.last().data["lines"] == card["lines"]
    assert asked.last().data["due_date"] == card["due_date"]


async def test_a_question_with_every_word_of_a_wish_begins_no_draft(asked):
    asked.base.knows("jak wystawić korektę do faktury?", WayOut.ANSWER, "awaria-zasady")
    await asked.say("jak wystawić korektę do faktury?")
    await asked.say("/szkice")

    assert asked.shown()[-2:] == ["answer", "drafts"]
    assert asked.last().data["drafts"] == []


@pytest.mark.parametrize(
    ("question", "way"),
    [
        ("nabywca zgubił fakturę i chce duplikat", WayOut.ANSWER),
        ("majówka a zaległa faktura, jak liczyć dni", WayOut.CLARIFY),
    ],
)
async def test_words_of_an_invoice_without_a_price_that_the_base_knows_are_a_question(asked, question, way):
    asked.base.knows(question, way, "awaria-zasady", "kara")
    await asked.say(question)

    assert asked.last().code in {"answer", "answer-choices"}


@pytest.mark.parametrize(
    "wish",
    [
        "faktura dla Kowalskiego za konsultacje",
        "korekta do FV/2026/11/1, zła ilość, ma być 2 szt.",
        "faktury dla Kowalskiego",
        "zmień termin na 21 dni",
    ],
)
async def test_what_the_base_is_not_sure_of_stays_a_wish(asked, wish):
    asked.base.knows(wish, WayOut.CLARIFY, "awaria-zasady", "kara", why="near")
    await asked.say(wish)

    assert asked.last().code not in {"answer", "answer-choices"}


async def test_a_wish_that_is_put_as_a_question_stays_a_wish(asked):
    await asked.say("czy możesz wystawić fakturę dla NIP 5260250274, 2 h konsultacji po 200 zł?")

    assert asked.last().code == "draft-card"
    assert asked.base.asked == []


async def test_words_that_nobody_understands_are_no_question(asked):
    await asked.say("la la la")

    assert asked.last().code == "not-understood"


async def test_what_nobody_knows_goes_to_the_accountant_masked_and_the_answer_comes_back(asked):
    await asked.take_on(Role.ACCOUNTANT, ANNA)
    await asked.say("czy Kowalski z ul. Długiej 5 dostanie duplikat faktury?")
    assert asked.last().code == "answer-unknown"
    assert ANNA not in asked.telegram.chats or "question-asked" not in asked.shown(ANNA)

    await asked.tap("answer-hand")
    told = asked.last(ANNA)
    assert told.code == "question-asked"
    assert told.data["question"] == "czy [nazwa] z [adres] dostanie duplikat faktury?"
    await asked.say(f"odpowiedź {told.data['code']}: Tak.\nDo końca miesiąca.", ANNA)

    assert asked.last(ANNA).code == "question-answered"
    back = asked.last()
    assert (back.code, back.data["lines"]) == ("question-reply", ["Tak.", "Do końca miesiąca."])


async def test_a_question_goes_to_one_person_once(asked):
    await asked.take_on(Role.ACCOUNTANT, ANNA)
    await asked.say("czy dostanę duplikat?")
    await asked.tap("answer-hand")
    await asked.say("czy dostanę duplikat?")
    await asked.tap("answer-hand")

    assert asked.shown(ANNA).count("question-asked") == 2  # two questions, one message each


async def test_whoever_wants_a_person_gets_one_at_once(asked):
    await asked.take_on(Role.ACCOUNTANT, ANNA)
    asked.base.knows("chcę rozmawiać z człowiekiem", WayOut.HUMAN, why="asked-for")
    await asked.say("chcę rozmawiać z człowiekiem")

    assert asked.last().code == "question-handed"
    assert asked.last(ANNA).code == "question-asked"


async def test_where_there_is_nobody_to_ask_it_says_where(asked):
    asked.base.knows("jaka kara mi grozi?", WayOut.HUMAN, "kara", why="stub")
    await asked.say("jaka kara mi grozi?")

    assert asked.last().code == "answer-person"
    assert "Krajowa Informacja Skarbowa" in in_words(asked.last())
    assert "answer-hand" not in asked.last().labels


async def test_nobody_answers_a_question_that_went_to_somebody_else(asked):
    await asked.take_on(Role.ACCOUNTANT, ANNA)
    await asked.take_on(Role.VIEWER, PIOTR)
    await asked.say("czy dostanę duplikat?")
    await asked.tap("answer-hand")
    await asked.say(f"odpowiedź {asked.last(ANNA).data['code']}: nie", PIOTR)

    assert asked.last(PIOTR).data["known"] is False
    assert asked.last().code == "question-handed"


async def test_buttons_under_somebody_elses_question_do_nothing(asked):
    await asked.take_on(Role.ACCOUNTANT, ANNA)
    incoming = await asked.say(DEADLINE)
    await asked.receive(asked.tap_of("answer-down", person=ANNA))

    assert (await noted(asked, incoming)).thumb is None


async def test_is_ksef_up_is_answered_by_facts_with_the_rule_beside_them(asked):
    await asked.say("czy KSeF działa?")
    words = in_words(asked.last())

    assert asked.last().code == "ksef-status"
    assert asked.last().data["rule"]["question"] in words
    assert "Zasada." in words
    await asked.tap("answer-whole")
    assert asked.last().code == "answer"
    assert "ksef-status" in asked.shown()  # the facts stay


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("ile faktur czeka?", "queue"),
        ("do kiedy muszę wysłać moje faktury?", "deadlines"),
        ("ile mam czasu?", "deadlines"),
    ],
)
async def test_own_invoices_are_told_with_the_term_that_holds(asked, office, question, code):
    company = await office.client("Latarnia Morska", role=Role.OWNER)
    await office.waits(company, "2026-11-20", count=2)
    asked.base.knows(question, WayOut.QUEUE, why="asked-for")
    await asked.say(question)

    assert asked.last().code == code
    assert asked.last().data["count"] == 2
    assert asked.last().data["rule"]["id"] == "offline24-termin"


async def test_a_viewer_may_ask_and_a_stranger_may_not(asked):
    await asked.take_on(Role.VIEWER, PIOTR)
    await asked.say(DEADLINE, PIOTR)
    await asked.say(DEADLINE, "777")

    assert asked.last(PIOTR).code == "answer"
    assert asked.shown("777") == ["stranger"]
    assert len(asked.base.asked) == 1


async def test_the_base_hears_the_persons_language_and_front_end(asked):
    await asked.say("/jezyk en")
    await asked.say(DEADLINE)

    assert asked.base.asked == [(DEADLINE, "en", Channel.TELEGRAM)]


async def test_the_same_update_twice_is_one_question(asked):
    incoming = await asked.say(DEADLINE)
    await asked.receive(incoming)
    async with asked.units.reading() as work:
        assert len(await work.questions.unsettled(asked.clock.now() - KEPT)) == 1


async def test_after_a_year_a_question_is_gone(asked):
    incoming = await asked.say(DEADLINE)
    asked.clock.advance(days=366)
    await asked.say(DEADLINE)

    assert await noted(asked, incoming) is None


async def test_no_trace_of_anybody_is_kept_in_what_was_asked(asked):
    asked.register.down = False
    await asked.say("faktura dla NIP 5260250274, 2 h konsultacji po 200 zł")  # a buyer: KLIENT SPÓŁKA Z O.O.
    incoming = await asked.say("co zrobić gdy Ola pyta o jan@klient.example, 61109010140000071219812874?")

    assert (await noted(asked, incoming)).text == "co zrobić gdy [nazwa] pyta o [e-mail], [rachunek]?"
