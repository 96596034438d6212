"""nabywca odpisuje na list: a copy to the address on file, everything else is asked of the seller"""

BUYER, STRANGER, OURS = "ksiegowosc@klient.example", "kto@inna.example", "faktury@latarnia.example"


def answer(world, letter, text, who=BUYER):
    thread = {"subject": f"Re: {letter['subject']}", "in_reply_to": letter["message_id"]}
    world.post("/api/mail", **{"from": who, "to": OURS, "text": text, "authentic": True, **thread})


def test_who_cannot_see_the_invoice_gets_a_copy_and_what_is_claimed_waits_for_a_tap(world):
    world.tap(world.card(), "Wystaw")
    first = world.letter(BUYER)
    world.quiet()

    answer(world, first, "Dzień dobry, nie widzę faktury w załączniku.")
    world.hear("nie widzi faktury", "Kopia idzie na adres z kartoteki")
    copy = world.letter(BUYER, 2)
    assert copy["subject"].startswith("Kopia: Faktura FV/2026/11/1")

    answer(world, first, "Już zapłacone, dziękuję!")
    task = world.hear("zapłacono", "Co dalej?")
    world.tap(task, "Zapłacona")
    world.hear("Oznaczona jako zapłacona")

    answer(world, first, "Proszę o duplikat", STRANGER)
    world.hear("nieznanego adresu", "Proszę o duplikat")
    world.quiet()
    assert len(world.letters(BUYER)) == 2
    assert world.letters(STRANGER) == []
