"""Tajny adres poleceń: a letter to it makes a draft when its sender's domain signed it; whatever is forged does nothing."""

from tests.stories.world import SENTENCE, button

OLA_MAIL, OURS = "ola@latarnia.example", "faktury@latarnia.example"


def secret_address(town) -> str:
    said = town.say("/poczta")
    page = town.hear("adres poleceń", after=said)
    return next(word for word in page["text"].split() if word.startswith("faktury+"))


def write(town, to, **more):
    town.post("/api/mail", **{"from": OLA_MAIL, "to": to, "subject": "Zlecenie", "text": SENTENCE, **more})


def test_a_signed_letter_to_the_secret_address_makes_a_draft_without_any_servers_word(town):
    address = secret_address(town)
    said = town.say("/terminy")

    write(town, address, authentic=False, signed_by="latarnia.example")

    card = town.hear("492,00", after=said)
    assert button(card, "Wystaw")


def test_a_letter_signed_by_somebody_else_is_set_apart_told_and_not_answered(town):
    address = secret_address(town)
    said = town.say("/terminy")
    before = len(town.letters(OLA_MAIL))

    write(town, address, authentic=False, signed_by="evil.example")

    line = town.hear("nie potwierdziła", after=said)
    assert button(line, "Wystaw") is None
    town.quiet()
    assert len(town.letters(OLA_MAIL)) == before
    asked = town.say("/kwarantanna")
    assert OLA_MAIL in town.hear("kwarantannie", after=asked)["text"]
