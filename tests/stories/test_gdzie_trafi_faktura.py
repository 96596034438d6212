"""gdzie trafi faktura: firma z Polski, osoba prywatna, firma z Czech i firma z USA jednego dnia"""

from tests.stories.world import button

GARDENER = "faktura dla osoby prywatnej Jan Kowalski, ul. Lipowa 3, 00-001 Warszawa, montaż 300 zł brutto"
CZECH = (
    "faktura dla Majak s.r.o., CZ12345678, Přístavní 1, Praha, Czechy, 3 h programowania po 100 euro netto, "
    "wyślij na ucetni@majak.example"
)


def card(world, sentence):
    """The card of a sentence, whatever its first button is called."""
    return world.hear("Szkic faktury", after=world.say(sentence))


def outside(world, number):
    return world.hear(f"{number} wystawiona, poza KSeF")


def test_a_mixed_day_needs_no_thought(world):
    """A firm, a person, the person again by name, and the firm: each goes where it belongs, in one series."""
    world.tap(world.card(), "Wystaw")
    world.hear("FV/2026/11/1 przyjęta")

    private = card(world, GARDENER + ", wyślij na jan@klient.example")
    assert "art. 106ga ust. 2 pkt 4" in private["text"]
    world.tap(private, "Wystaw poza KSeF")
    told = outside(world, "FV/2026/11/2")
    assert "konsumenta" in told["text"]

    letter = world.letter("jan@klient.example")
    assert [each["type"] for each in letter["attachments"]] == ["application/pdf"]

    again = card(world, "faktura dla Jana Kowalskiego, naprawa 120 zł brutto")
    assert "ul. Lipowa 3" in again["text"]
    assert "jan@klient.example" in again["text"]
    world.tap(again, "Wystaw poza KSeF")
    outside(world, "FV/2026/11/3")

    world.tap(world.card(), "Wystaw")
    world.hear("FV/2026/11/4 przyjęta")
    assert sorted(each["number"] for each in world.invoices()) == ["FV/2026/11/1", "FV/2026/11/4"]


def test_a_name_nobody_knows_is_asked_about_once_and_answered_with_a_tap(world):
    world.say("faktura dla Anny Nowak, ul. Lipowa 3, 00-001 Warszawa, naprawa 120 zł brutto")
    asked = world.hear("NIP albo numer VAT UE", "Anna Nowak")

    world.tap(asked, "Osoba prywatna")
    known = world.hear("Anna Nowak", "poza KSeF", "Brutto: 120,00")
    world.tap(known, "Wystaw poza KSeF")
    outside(world, "FV/2026/11/1")

    assert world.invoices() == []


def test_a_business_of_the_union_gets_its_invoice_by_mail_from_ksef_in_its_currency(world):
    abroad = world.card(CZECH)

    assert "art. 106gb ust. 4" in abroad["text"]
    assert "np. (usługi w UE)" in abroad["text"]
    assert "1 EUR = 4,2512 zł (225/A/NBP/2026, 19 listopada 2026)" in abroad["text"]

    world.tap(abroad, "Wystaw")
    world.hear("FV/2026/11/1 przyjęta")
    assert world.invoice("FV/2026/11/1")["ksef_number"] in world.letter("ucetni@majak.example")["text"]


def test_a_bank_that_does_not_answer_makes_nobody_guess(world):
    world.network(up=False)
    world.say(
        "faktura dla Majak s.r.o., CZ12345678, Přístavní 1, Praha, Czechy, 3 h programowania po 100 euro netto"
    )
    asked = world.hear("NBP nie odpowiada")
    assert button(asked, "Wystaw") is None

    world.network(up=True)
    world.say("kurs")
    assert "4,2512" in world.hear("225/A/NBP/2026", after=asked["message_id"])["text"]


def test_killed_between_tap_and_letter_a_consumer_gets_one_invoice(world):
    """The letter may come twice, the same one; the invoice exists once and KSeF never hears of it."""
    private = card(world, GARDENER + ", wyślij na jan@klient.example")
    world.tap_soon(private, "Wystaw poza KSeF", 0.2)
    world.kill()
    world.start()
    if world.tap_again(private, "Wystaw poza KSeF"):
        outside(world, "FV/2026/11/1")

    letters = {each["message_id"] for each in [world.letter("jan@klient.example")]}
    world.quiet()
    letters |= {each["message_id"] for each in world.letters("jan@klient.example")}
    assert len(letters) == 1
    assert world.invoices() == []
    assert len([m for m in world.from_bot() if "FV/2026/11/2" in m["text"]]) == 0
