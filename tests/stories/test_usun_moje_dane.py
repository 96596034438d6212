"""usuń moje dane: what is held is said, given out and erased; invoices stay, and a kill in between changes nothing."""

import json
import zipfile
from io import BytesIO

from sandbox.demo import NIP
from tests.stories.terminal import Terminal
from tests.stories.test_ludzie_i_firmy import let_in
from tests.stories.world import STRANGER

FIRST = "FV/2026/11/1"
JAN = "jan@latarnia.example"


def packed(world, file) -> dict:
    """What `data.json` of the copy says."""
    with zipfile.ZipFile(BytesIO(world.http.get(file["url"]).content)) as copy:
        return json.loads(copy.read("data.json"))


def test_whoever_asks_gets_the_copy_and_is_erased_at_the_second_tap(world):
    let_in(world, "Wystawia faktury")
    world.tap(world.card(user=STRANGER), "Wystaw", STRANGER)
    world.invoice(FIRST)

    said = world.say("Co o mnie wiecie?", STRANGER)
    held = world.hear("Co o Tobie przechowuję", "wystawione faktury: 1", user=STRANGER, after=said)
    world.tap(held, "Pobierz moje dane", STRANGER)
    world.hear("data.json", user=STRANGER, after=said)
    (copy,) = [each for each in world.documents(STRANGER) if each["name"].endswith(".zip")]
    data = packed(world, copy)
    assert [row["number"] for row in data["sections"]["invoices"]] == [FIRST]
    assert data["controllers"][0]["nip"] == NIP

    said = world.say("usuń moje dane", STRANGER)
    question = world.hear("Zostanie z mocy prawa", "art. 112", user=STRANGER, after=said)
    world.tap_soon(question, "Tak, usuń moje dane na zawsze", 0.05, STRANGER)
    world.kill()
    world.start()

    world.hear("Usunąłem Twoje dane", "Telegram", user=STRANGER)
    world.quiet()
    world.say("/faktury", STRANGER)
    world.quiet()
    assert [row["number"] for row in world.invoices()] == [FIRST]
    names = [json.loads(line)["name"] for line in Terminal(world).latarnik("person", "list").splitlines()]
    assert "Nieznajomy" not in names


def test_the_only_owner_hears_what_to_do_first(world):
    said = world.say("usuń moje dane")

    answer = world.hear("jedynym właścicielem", "/zapros", after=said)

    assert not answer["buttons"]


def test_the_same_by_letters_alone(world):
    words = ("invite", "--company", NIP, "--role", "issuer", "--email", JAN, "--by-mail")
    secret_address = json.loads(Terminal(world).latarnik(*words))["write_to"]

    def write(to, text, **more):
        letter = {"from": f"Jan <{JAN}>", "to": to, "subject": "Moje dane", "text": text}
        world.post("/api/mail", **letter, authentic=False, signed_by="latarnia.example", **more)

    def answer(letter, text):
        raw = world.http.get(f"/api/mailboxes/{JAN}/{letter['id']}/raw").text
        (to,) = [line for line in raw.splitlines() if line.lower().startswith("reply-to:")]
        write(to.partition(":")[2].strip(), text, in_reply_to=letter["message_id"])

    write(secret_address, "co o mnie wiecie?")
    held = world.letter(JAN, 1)
    assert "Pobierz moje dane" in held["text"]
    answer(held, "1")
    assert "data.json" in world.letter(JAN, 2)["text"]

    write(secret_address, "usuń moje dane")
    question = world.letter(JAN, 3)
    assert "Tego nie da się cofnąć" in question["text"]
    answer(question, "1")
    assert "Usunąłem Twoje dane" in world.letter(JAN, 4)["text"]

    write(secret_address, "co o mnie wiecie?")
    world.quiet()
    assert len(world.letters(JAN)) == 4
