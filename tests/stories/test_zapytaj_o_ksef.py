"""Zapytaj o KSeF: an answer with its ground, a question back, facts of today, a person; by chat and by letter."""

import json

from sandbox.demo import NIP
from tests.stories.terminal import Terminal
from tests.stories.world import SENTENCE, STRANGER, button

JAN = "jan@latarnia.example"
DEADLINE = "Do kiedy trzeba przesłać do KSeF fakturę wystawioną w trybie offline24?"
NOBODY_KNOWS = "czy mogę odliczyć leasing mercedesa od Kowalskiego w stu procentach?"


def nothing_known(world, asked):
    """The message that there is no answer; where something is near, none of it was meant."""
    said = world.wait(
        lambda: next((each for each in world.from_bot() if each["message_id"] > asked), None), "an answer"
    )
    if button(said, "Żadne z tych"):
        world.tap(said, "Żadne z tych")
    return world.hear("nie chcę zgadywać", after=asked)


def test_an_answer_comes_with_its_source_and_leaves_the_draft_alone(world):
    world.say(SENTENCE)
    world.hear("492,00")
    asked = world.say(DEADLINE)
    answer = world.hear("Rozumiem pytanie jako", after=asked)

    assert "art. 106nda" in answer["text"]
    assert "Twój szkic czeka bez zmian" in answer["text"]
    world.tap(answer, "👍 Pomogło")
    world.tap(answer, "‹ Szkic")
    world.hear("492,00", after=asked - 1)
    assert world.invoices() == []


def test_one_word_is_asked_about_and_a_button_answers(world):
    asked = world.say("certyfikat")
    choices = world.hear("O co pytasz?", after=asked)
    names = [each["text"] for row in choices["buttons"] for each in row]

    assert 2 <= len(names) <= 4
    assert names[-1] == "Żadne z tych"
    world.tap(choices, names[0])
    world.hear("Rozumiem pytanie jako", after=asked)


def test_facts_of_today_stand_beside_the_rule(world):
    world.ksef(state="failure", lighthouse="follow")
    world.hear_of_outage()
    world.tap(world.card(), "Wystaw")
    world.hear("FV/2026/11/1", "czeka na KSeF")
    asked = world.say("ile mam czasu?")
    facts = world.hear("Zasada.", after=asked)

    assert "7 dni roboczych" in facts["text"]
    assert button(facts, "Cała zasada")


def test_what_nobody_here_knows_goes_to_the_accountant_without_anybody_in_it(world):
    code = json.loads(Terminal(world).latarnik("invite", "--company", NIP, "--role", "accountant"))["link"]
    world.say(f"/start {code.partition('start=')[2]}", user=STRANGER)
    world.hear("Latarnia Morska", user=STRANGER)
    asked = world.say(NOBODY_KNOWS)
    unknown = nothing_known(world, asked)
    label = next(
        each["text"] for row in unknown["buttons"] for each in row if each["text"].startswith("Zapytaj")
    )
    world.tap(unknown, label)

    question = world.hear("nie mam na to sprawdzonej odpowiedzi", user=STRANGER)
    assert "Kowalsk" not in question["text"]
    letters = question["text"].partition("odpowiedź ")[2][:4]
    world.say(f"odpowiedź {letters}: Zależy od umowy, zadzwonię.", user=STRANGER)
    back = world.hear("Zależy od umowy, zadzwonię.", after=asked)
    assert "odpowiada na Twoje pytanie" in back["text"]


def test_by_letter_the_answer_brings_alternatives_with_numbers(world):
    words = ("invite", "--company", NIP, "--role", "issuer", "--email", JAN, "--by-mail")
    to = json.loads(Terminal(world).latarnik(*words))["write_to"]
    letter = {
        "from": f"Jan <{JAN}>",
        "subject": "pytanie",
        "authentic": False,
        "signed_by": "latarnia.example",
    }
    world.post("/api/mail", **letter, to=to, text=DEADLINE)
    answer = world.letter(JAN)

    assert "art. 106nda" in answer["text"]
    assert "1." in answer["text"]
    raw = world.http.get(f"/api/mailboxes/{JAN}/{answer['id']}/raw").text
    reply_to = next(line for line in raw.splitlines() if line.lower().startswith("reply-to:")).partition(":")[
        2
    ]
    world.post("/api/mail", **letter, to=reply_to.strip(), text="1", in_reply_to=answer["message_id"])
    other = world.letter(JAN, count=2)
    assert "Rozumiem pytanie jako" in other["text"]
    assert other["text"] != answer["text"]
