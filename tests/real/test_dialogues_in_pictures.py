"""The main dialogues of the chat as a phone shows them: played in one world, drawn into docs/pictures."""

import json
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.real.conftest import PICTURES
from tests.stories.terminal import Terminal
from tests.stories.test_cztery_oczy import asked, join
from tests.stories.test_gdzie_trafi_faktura import CZECH, GARDENER
from tests.stories.test_limit_10_tysiecy import take_up
from tests.stories.test_pierwsza_firma import founds, nips
from tests.stories.test_rozliczenie_po_korekcie import ADVANCE as SETTLED
from tests.stories.test_zaliczka_i_rozliczenie import ADVANCE
from tests.stories.world import OLA, STRANGER, World
from tests.stories.world import SENTENCE as PLAIN

WIDE, TALL = 480, 2600
LARGEST = 150_000  # bytes of a picture
COLOURS = 200
MARGIN = 10

Draw = Callable[..., None]


@pytest.fixture
def chat(browser, world) -> Iterator[Page]:
    """The chat alone, high enough for a whole dialogue."""
    context = browser.new_context(viewport={"width": WIDE, "height": TALL}, locale="pl-PL", has_touch=True)
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(world.page)
    yield page
    context.close()


@pytest.fixture
def draw(chat) -> Draw:
    """Cuts the messages between two of them out of the chat, with their buttons, and keeps them as a picture."""

    def place(message: int) -> dict:
        found = chat.locator(f'[data-testid="message"][data-message-id="{message}"]')
        expect(found).to_be_visible()
        return found.bounding_box()

    def cut(name: str, first: int, last: dict, user: int = OLA) -> None:
        chat.get_by_test_id(f"user-{user}").check(force=True)
        bubble = chat.locator(f'[data-testid="message"][data-message-id="{last["message_id"]}"]')
        expect(bubble).to_contain_text(last["text"].split("\n")[0])
        bubble.scroll_into_view_if_needed()
        top, end = place(first)["y"] - MARGIN, place(last["message_id"])
        clip = {"x": 0, "y": top, "width": WIDE, "height": end["y"] + end["height"] + MARGIN - top}
        assert clip["y"] > 0, f"{name} is higher than the window"
        taken = Image.open(BytesIO(chat.screenshot(clip=clip))).convert("RGB")
        picture = PICTURES / f"rozmowa-{name}.png"
        taken.quantize(COLOURS, dither=Image.Dither.NONE).save(picture, optimize=True)
        assert picture.stat().st_size < LARGEST

    return cut


def test_where_it_goes_and_what_is_remembered_of_an_advance(world: World, draw: Draw):
    said = world.say(GARDENER)
    draw("konsument", said, world.hear("poza KSeF", "300,00", after=said))

    said = world.say(CZECH)
    draw("nabywca-z-unii", said, world.hear("VIES: aktywny", "225/A/NBP/2026", after=said))

    said = world.say(ADVANCE)
    advance = world.hear("Szkic faktury zaliczkowej", after=said)
    draw("zaliczka", said, advance)
    world.tap(advance, "Wystaw")
    world.hear("FV/2026/11/1 przyjęta")
    said = world.say("faktura rozliczeniowa do FV/2026/11/1")
    draw("rozliczenie", said, world.hear("FV/2026/11/1", "Wystaw", after=said))


def test_wrong_nip_pro_forma_and_what_comes_again(world: World, draw: Draw):
    world.tap(world.card(), "Wystaw")
    world.hear("FV/2026/11/1 przyjęta")
    said = world.say("zły NIP na FV/2026/11/1, powinien być 1130192530")
    draw("zly-nip", said, world.hear("Korekta do zera", after=said))

    said = world.say("proforma dla NIP 5260250274, projekt ogrodu 2400 zł netto, termin 7 dni")
    world.tap(world.hear("Szkic pro formy", after=said), "Wystaw pro formę")
    draw("pro-forma", said, world.hear("Pro forma (PDF)", after=said))

    said = world.say("faktura dla NIP 5260250274, abonament 99 zł co miesiąc 1.")
    draw("cykliczna", said, world.hear("Faktura cykliczna", "1 grudnia 2026", after=said))


def test_the_limit_the_help_and_two_people(world: World, draw: Draw):
    said = world.say("/pomoc")
    draw("pomoc", said, world.hear("Co potrafię", after=said))

    join(world, "Wystawia faktury")
    question = asked(world)
    draw("cztery-oczy", question["message_id"], question)
    world.tap(question, "Odrzuć z powodem")
    world.hear("Dlaczego nie")
    world.say("odrzucam: kwota miała być bez dojazdu")
    back = world.hear("nie zatwierdza", user=STRANGER)
    waits = next(m for m in world.messages(STRANGER) if "10 h konsultacji" in m["text"])
    draw("cztery-oczy-autor", waits["message_id"], back, STRANGER)

    take_up(world)
    said = world.say("faktura dla NIP 5260250274, naprawa 4800 zł brutto, gotówka")
    world.tap(world.hear("Szkic faktury", after=said), "Wystaw poza KSeF")
    said = world.say("/limit")
    draw("limit", said, world.hear("4\xa0800,00", after=said))


def test_the_first_company_step_by_step(world: World, draw: Draw):
    code = json.loads(Terminal(world).latarnik("invite", "--new-company"))["invite"]
    said = world.say(f"/start {code}", STRANGER)
    asked_for_nip = world.hear("Krok 1 z 5", user=STRANGER, after=said)
    first = world.say(next(nips()), STRANGER)
    found = world.hear("Krok 2 z 5", user=STRANGER, after=first)
    draw("pierwsza-firma-z-wykazu", asked_for_nip["message_id"], found, STRANGER)
    world.tap(found, "Zgadza się", STRANGER)
    accounts = world.hear("Krok 3 z 5", user=STRANGER)
    world.tap(accounts, accounts["buttons"][0][0]["text"], STRANGER)
    world.hear("Krok 4 z 5", user=STRANGER)
    numbers = world.say("ostatnia faktura FV/2026/11/16", STRANGER)
    world.tap(world.hear("FV/2026/11/17", user=STRANGER, after=numbers), "Zgadza się", STRANGER)
    last = world.hear("Plik do podpisu", user=STRANGER)
    draw("pierwsza-firma", first, last, STRANGER)


def test_no_access_a_rebate_a_part_and_a_settlement_to_be_corrected(world: World, draw: Draw):
    founds(world, next(nips()))
    said = world.say(PLAIN, STRANGER)
    card = world.hear("żaden tryb awaryjny", user=STRANGER, after=said)
    world.tap(card, "Nadaj dostęp do KSeF", STRANGER)
    draw("bez-dostepu", said, world.hear("Szkic zostaje", user=STRANGER, after=said), STRANGER)

    said = world.say("/zwolnienie art. 43 ust. 1 pkt 29 ustawy o VAT")
    draw("zwolnienie", said, world.hear("podstawa zwolnienia", after=said))
    world.tap(world.card(SETTLED), "Wystaw")
    world.hear("FV/2026/11/1 przyjęta")
    world.tap(world.card("faktura rozliczeniowa do FV/2026/11/1"), "Wystaw")
    world.hear("FV/2026/11/2 przyjęta")
    said = world.say("zapłacił 2000 z FV/2026/11/2")
    draw("czesciowa-wplata", said, world.hear("zostaje", after=said))
    said = world.say("korekta FV/2026/11/1: zaliczka 3690 zł zamiast 4920")
    world.tap(world.hear("FV/2026/11/1", "Wystaw", after=said), "Wystaw")
    world.hear("KOR/2026/11/1 przyjęta")
    news = world.hear("rozliczona zaliczka została później skorygowana")
    draw("rozliczenie-po-korekcie", news["message_id"], news)


def test_a_rebate_on_all_of_a_month(world: World, draw: Draw):
    for number in ("FV/2026/11/1", "FV/2026/11/2"):
        world.tap(world.card(), "Wystaw")
        world.hear(f"{number} przyjęta")
    world.clock(set="2026-12-05T10:00")
    said = world.say("rabat 5% za listopad dla NIP 5260250274")
    draw("rabat-zbiorczy", said, world.hear("Korekta zbiorcza", after=said))
