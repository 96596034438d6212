"""Every use case of every company, tried by people who have no business there; the matrix is in the documents."""

from __future__ import annotations

import os
import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from invoicing.services.intents import Intent, understand
from tests.services.furnishing import NEED, furnish_more
from tests.services.house import OLA
from tests.services.isolation import EWA, NOBODY, OURS, Walls

TABLE = Path(__file__).parents[2] / "docs" / "isolation.md"
BUTTONS = ("<!-- matrix of buttons -->\n", "<!-- end of buttons -->\n")
RARER = ("<!-- matrix of rarer buttons -->\n", "<!-- end of rarer buttons -->\n")
SENTENCES = ("<!-- matrix of sentences -->\n", "<!-- end of sentences -->\n")
TALKS = {
    "Approvals": "odrzucam: nie",
    "ApprovalTalk": "/zatwierdzanie 5000",
    "HelpTalk": "/pomoc wystawianie",
    "AnswerTalk": "odpowiedź ABCD: tak",
    "LanguageTalk": "/jezyk",
    "PrivacyTalk": "/prywatnosc",
    "CompanyChoice": "/firma Latarnia",
    "PeopleTalk": "/ludzie",
    "ReminderTalk": "wyślij przypomnienie FV/2026/11/1",
    "OverrideTalk": "wydaj FV/2026/11/1 mimo to, powód: proszę",
    "DeliveryProofTalk": "dowód doręczenia FV/2026/11/1",
    "HandingTalk": "link do FV/2026/11/1",
    "PapersOnRequest": "pdf FV/2026/11/1",
    "DrillTalk": "/cwiczenia",
    "ReadinessTalk": "/gotowosc",
    "EvidenceTalk": "/dowody",
    "AccessPageTalk": "/dostep",
    "SigningTalk": "/podpis",
    "RecurrenceTalk": "/cykliczne",
    "ProFormaTalk": "moje pro formy",
    "MonthTalk": "podsumowanie listopada",
    "LimitTalk": "/limit",
    "MailAddressTalk": "/poczta",
    "QuarantineTalk": "/kwarantanna",
    "AutoIssueTalk": "/autowystawianie",
    "ExemptionTalk": "/zwolnienie",
    "ContactTalk": "kontrahenci",
    "PartPaymentTalk": "klient zapłacił 100 zł z FV/2026/11/1",
    "RebateTalk": "rabat zbiorczy 5% dla KLIENT za listopad 2026",
    "Finding": "status FV/2026/11/1",
    "ExportTalk": "/eksport 2026-11",
    "FreezeTalk": "/zamroz",
}
"""A sentence that each talk understands, about what lies in Ola's company where it can be; a new talk needs one."""
INTENTS = {
    Intent.ISSUE: "faktura dla KLIENT, 1 h konsultacji po 200 zł",
    Intent.CORRECT: "skoryguj FV/2026/11/1: 1 h zamiast 2 h",
    Intent.REPEAT: "powtórz FV/2026/11/1",
    Intent.EDIT: "zmień termin na 30 dni",
    Intent.LIST: "pokaż faktury z listopada",
    Intent.STATUS: "co z fakturą FV/2026/11/1",
    Intent.RESEND: "wyślij jeszcze raz FV/2026/11/1",
    Intent.QUEUE: "co czeka na wysłanie",
    Intent.KSEF_STATUS: "czy KSeF działa",
    Intent.FAQ: "co to jest offline24?",
    Intent.GREETING: "dzień dobry",
    Intent.CANCEL: "anuluj",
    Intent.OTHER: "lubię placki",
}
ASKED_AS = {Intent.DEADLINES: "a question about the terms of what waits is one about the queue"}
SECRET = re.compile(r"Tajny|klient\.example|Latarnia Morska|5265877635|Morska 2|(?<![\w-])492(?![\w-])")
"""What stands in Ola's books alone and in no sentence of the outsiders."""

pytestmark = pytest.mark.sqlite(
    "counts what a transaction wrote as SQLite does; the walls are above the books"
)


@pytest.fixture
async def walls(real):
    walls = Walls(real)
    await walls.furnish()
    await walls.remember()
    return walls


def cell(outcomes: Counter) -> str:
    """What an outsider got, in words of the matrix."""
    met = [f"{code} ({count})" for (_, code), count in sorted(outcomes.items())]
    return ", ".join(met)


def held_against(table: tuple[str, str], lines: list[str]) -> None:
    """The part of the document between two marks; with LATARNIK_GOLDEN=write it is written anew."""
    text, (begin, end) = TABLE.read_text(encoding="utf-8"), table
    before, _, rest = text.partition(begin)
    written, _, after = rest.partition(end)
    now = "".join(f"{line}\n" for line in lines)
    if os.environ.get("LATARNIK_GOLDEN") == "write":
        TABLE.write_text(before + begin + now + end + after, encoding="utf-8")
        written = now
    assert written == now


async def tried(walls, actions=()) -> tuple[dict[str, dict[str, Counter]], set[str]]:
    """What outsiders got by each button, none of them anything; and the buttons by which the owner gets another thing."""
    told: dict[str, dict[str, Counter]] = {}
    through, met = [], set()
    for choice in await walls.choices(actions):
        inside = await walls.tap(choice, walls.ola)
        for name, person in (("another", walls.ewa), ("former", walls.nobody)):
            outcome = await walls.tap(choice, person)
            told.setdefault(choice.action, {}).setdefault(name, Counter())[outcome.word, outcome.code] += 1
            if outcome.read or outcome.wrote:
                through.append((choice, name, outcome))
            if outcome != inside:
                met.add(choice.action)
    assert through == []
    return told, met


async def test_no_button_opens_anything_for_whoever_does_not_belong(walls):
    told, met = await tried(walls)

    unmet = {action for action in walls.actions if action not in met and not OWN.match(action)}
    assert unmet == set(NEED), (unmet - set(NEED), set(NEED) - unmet)
    rows = []
    for action in walls.actions:
        where = "below" if action in NEED else "met here"
        another, former = cell(told[action]["another"]), cell(told[action]["former"])
        rows.append(f"| `{action}` | {another} | {former} | {where} |")
    held_against(BUTTONS, rows)


async def test_the_rarer_buttons_meet_their_wall_where_there_is_something_behind_it(walls):
    await furnish_more(walls)

    told, met = await tried(walls, tuple(NEED))

    assert met == set(NEED), set(NEED) - met
    rows = [
        f"| `{action}` | {cell(told[action]['another'])} | {cell(told[action]['former'])} | {need} |"
        for action, need in sorted(NEED.items())
    ]
    held_against(RARER, rows)


OWN = re.compile(r"speak-|privacy-")
"""Buttons about the person who taps alone."""


async def test_no_button_of_the_owner_does_anything_at_the_front_door_for_others(walls):
    house = walls.house
    before = {chat: len(house.telegram.shows) for chat in (EWA, NOBODY)}
    for chat in (EWA, NOBODY):
        for choice in walls.shown_to_the_owner():
            tap = house.incoming("", chat, choice=choice, tapped_message="1", callback="c")
            await house.receive(tap)
    await house.work()

    assert await walls.belongings_now() == walls.kept
    theirs = [each for each in house.telegram.shows[min(before.values()) :] if each.chat in before]
    assert {each.reply.code for each in theirs if each.chat == NOBODY} == {"stranger"}
    assert not [each for each in theirs if OURS.search(repr((each.reply.data, each.reply.options)))]
    assert not [each for each in theirs if each.reply.documents]


def test_every_talk_and_every_intent_has_its_sentence(walls):
    talks = {type(each).__name__: each for each in walls.house.assistant.talks}

    assert set(TALKS) == set(talks)
    assert [name for name, talk in talks.items() if talk(TALKS[name]) is None] == []
    assert set(INTENTS) | set(ASKED_AS) == set(Intent)
    today = walls.house.clock.today()
    assert {intent: understand(words, today).intent for intent, words in INTENTS.items()} == {
        intent: intent for intent in INTENTS
    }


CASES = {
    intent.value: words for intent, words in INTENTS.items()
} | TALKS  # the last one stops the outsiders' company
WAYS = {
    "another": "the owner of another company, in the chat",
    "another-letter": "the same, by letter",
    "stranger": "a stranger in the chat",
    "stranger-letter": "a stranger by letter that is authentic",
    "forged": "a letter that forges the owner's address",
}


def without_letters(rows: list[str]) -> list[str]:
    """A forged letter is set apart for whom it names; that is all that it does."""
    return [row for row in rows if not row.startswith("quarantine(")]


async def said(house, way, words) -> None:
    """Somebody says it their way."""
    if way == "another":
        await house.say(words, EWA)
    elif way == "stranger":
        await house.say(words, NOBODY)
    else:
        sender = {"another-letter": "ewa@zatoka.example", "stranger-letter": "kto@inny.example"}
        real = way != "forged"
        await house.write_letter(
            words, sender.get(way, "ola@firma.example"), authentic=real, thread=f"<{words}>"
        )


async def test_no_sentence_reaches_into_a_company_of_others(walls):
    house, rows = walls.house, []
    for name, words in CASES.items():
        cells = []
        house.clock.at += timedelta(minutes=70)  # so many answers an hour go by mail
        for way in WAYS:
            shows, letters = len(house.telegram.shows), len(house.post.letters)
            mailed = len(house.mail.shows)
            await said(house, way, words)
            assert without_letters(await walls.belongings_now()) == without_letters(walls.kept), (name, way)
            answers = [each for each in house.telegram.shows[shows:] if each.chat != OLA]
            answers += house.mail.shows[mailed:]
            told = repr([(each.reply.data, each.reply.options) for each in answers])
            assert not SECRET.search(told), (name, way, told)
            assert not [each for each in answers if each.reply.documents and way != "another"], (name, way)
            assert len(house.post.letters) == letters, (name, way)
            cells.append(", ".join(dict.fromkeys(each.reply.code for each in answers)) or "no answer")
        rows.append(f"| {name} | {words} | {' | '.join(cells)} |")
    held_against(SENTENCES, rows)
