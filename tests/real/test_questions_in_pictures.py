"""Questions and answers as people see them: in the chat, in letters, on an office's web site; it draws docs/pictures."""

import json

import pytest

from sandbox.demo import NIP
from tests.app.commands import run_here
from tests.real.conftest import keep_picture
from tests.real.test_dialogues_in_pictures import Draw, chat, draw  # noqa: F401 - used by their names
from tests.stories.terminal import Terminal
from tests.stories.world import World

JAN = "jan@latarnia.example"
PHONE = {"width": 390, "height": 900}
DEADLINE = "wystawiłam offline24 w piątek, do kiedy muszę ją przesłać do KSeF?"
BY_LETTER = {
    "list-odpowiedz": "Do kiedy trzeba przesłać do KSeF fakturę wystawioną w trybie offline24?",
    "list-dopytanie": "certyfikat",
    "list-nie-wiem": "jaka pogoda będzie jutro w Gdyni?",
}


def test_an_answer_a_question_back_and_facts_of_today(world: World, draw: Draw):  # noqa: F811 - the fixture
    said = world.say(DEADLINE)
    draw("pytanie", said, world.hear("Rozumiem pytanie jako", after=said))

    said = world.say("certyfikat")
    draw("dopytanie", said, world.hear("O co pytasz?", after=said))

    world.ksef(state="failure", lighthouse="follow")
    world.hear_of_outage()
    world.tap(world.card(), "Wystaw")
    world.hear("FV/2026/11/1", "czeka na KSeF")
    said = world.say("ile mam czasu?")
    draw("ile-mam-czasu", said, world.hear("Zasada.", after=said))


def test_three_answers_by_letter(world: World, browser):
    words = ("invite", "--company", NIP, "--role", "issuer", "--email", JAN, "--by-mail")
    to = json.loads(Terminal(world).latarnik(*words))["write_to"]
    letter = {
        "from": f"Jan <{JAN}>",
        "subject": "pytanie",
        "authentic": False,
        "signed_by": "latarnia.example",
    }
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    for count, (name, text) in enumerate(BY_LETTER.items(), 1):
        world.post("/api/mail", **letter, to=to, text=text)
        page = context.new_page()
        page.set_content(world.letter(JAN, count)["html"])
        keep_picture(page.screenshot(full_page=True), name)
    context.close()


@pytest.mark.parametrize(("name", "size"), [("telefon", PHONE), ("biurko", {"width": 1000, "height": 900})])
def test_a_page_of_the_web_site_fits_the_screen_and_loads_nothing(browser, tmp_path, name, size):
    assert run_here("knowledge", "export", tmp_path, "--office", "Biuro Rachunkowe Latarnia").status == 0
    context = browser.new_context(viewport=size, java_script_enabled=False)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto((tmp_path / "pl" / "modes.html").as_uri() + "#offline24-termin")

    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert all(url.startswith("file://") for url in asked)
    keep_picture(page.screenshot(), f"odpowiedzi-{name}")
    context.close()
