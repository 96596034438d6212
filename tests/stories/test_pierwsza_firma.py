"""From the operator's link to the first invoice: no secret is ever written in the chat."""

import json

import pytest

from tests.stories.signature import seal_of
from tests.stories.terminal import Terminal
from tests.stories.world import SENTENCE, STRANGER, button

WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)
EQUIPPED = [("Authentication", "Active", True), ("Offline", "Active", True)]


def nips():
    """Companies that nobody has set up before: what KSeF certified once outlives a world."""
    for number in range(999_000_300, 999_000_999):
        check = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, str(number), strict=True)) % 11
        if check < 10:
            yield f"{number}{check}"


FRESH = nips()


@pytest.fixture
def nip() -> str:
    """Of a company of the story's own."""
    return next(FRESH)


@pytest.fixture
def seal(nip):
    """With which it signs."""
    return seal_of(nip)


def link(world) -> str:
    """The code that the operator's command prints."""
    return json.loads(Terminal(world).latarnik("invite", "--new-company"))["invite"]


def arrives(world) -> None:
    """The person opens the link."""
    said = world.say(f"/start {link(world)}", STRANGER)
    world.hear("Krok 1 z 5", "Podaj NIP", user=STRANGER, after=said)


def answers(world, text: str, *words: str) -> dict:
    said = world.say(text, STRANGER)
    return world.hear(*words, user=STRANGER, after=said)


def founds(world, nip: str) -> None:
    """Every question is answered."""
    arrives(world)
    card = answers(world, f"NIP {nip}", "Krok 2 z 5", "czynny", "Tak mówi wykaz")
    world.tap(card, "Zgadza się", STRANGER)
    accounts = world.hear("Krok 3 z 5", user=STRANGER)
    world.tap(accounts, accounts["buttons"][0][0]["text"], STRANGER)
    world.hear("Krok 4 z 5", "FV/2026/11/1", user=STRANGER)
    numbers = answers(world, "ostatnia faktura FV/2026/11/16", "Następna faktura: FV/2026/11/17")
    world.tap(numbers, "Zgadza się", STRANGER)
    world.hear("jest gotowa", "Krok 5 z 5", user=STRANGER)


def file_to_sign(world, after: int = 0) -> tuple[dict, bytes]:
    """The newest message with a file to be signed, and the file."""
    message = world.hear("Plik do podpisu", "Profilem Zaufanym", user=STRANGER, after=after)
    assert message["document"]["name"] == "AuthTokenRequest.xml"
    return message, world.http.get(message["document"]["url"]).content


def sends(world, content: bytes, name: str = "AuthTokenRequest-podpisany.xml") -> int:
    files = {"document": (name, content, "application/xml")}
    answer = world.http.post(f"/api/chats/{STRANGER}/documents", files=files)
    assert answer.status_code == 200, answer.text
    return answer.json()["message_id"]


def certificates(world, nip: str) -> list[tuple[str, str, bool]]:
    """Type and status of each certificate of the company, and whether its key is here."""
    printed = Terminal(world).latarnik("ksef", "certificates", "list", "--company", nip)
    rows = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    return sorted((row["type"], row["status"], row["here"]) for row in rows)


def test_five_steps_and_a_signed_file_lead_to_the_first_invoice_under_the_next_number(world, nip, seal):
    founds(world, nip)

    sends(world, seal.signs(file_to_sign(world)[1]))
    ready = world.hear("Gotowe:", "dostęp do KSeF", "ważny do", user=STRANGER)
    assert "faktura dla NIP 5260250274" in ready["text"]

    assert certificates(world, nip) == EQUIPPED
    world.tap(world.card(user=STRANGER), "Wystaw", STRANGER)
    world.hear("FV/2026/11/17", "numer KSeF", user=STRANGER)
    (invoice,) = [row for row in world.invoices() if row["number"] == "FV/2026/11/17"]
    assert invoice["ksef_number"].startswith(nip)
    said = json.dumps(world.messages(STRANGER))
    assert "PRIVATE KEY" not in said


def end(world, sent: int) -> dict:
    """What a signed file came to; a request whose answer died is asked for again only when it surely is lost."""
    lost = False

    def found():
        nonlocal lost
        young = [each for each in world.from_bot(STRANGER) if each["message_id"] > sent]
        if not lost and any("jeszcze nie wydał" in each["text"] for each in young):
            lost = True
            world.clock(advance=901)
        return next((m for m in young if "Gotowe" in m["text"] or "się nie nadał" in m["text"]), None)

    return world.wait(found, "an end", lambda: [m["text"] for m in world.from_bot(STRANGER)], patience=240)


@pytest.mark.parametrize("after", [0.0, 0.1, 0.3, 0.6, 1.0])
def test_killed_on_the_way_it_ends_with_one_certificate_of_each_kind(world, nip, seal, after):
    founds(world, nip)
    world.ksef(faults={"auth_delay": 0.3})
    sent = sends(world, seal.signs(file_to_sign(world)[1]))
    world.until(after)
    world.kill()
    world.start()

    last = end(world, sent)
    if "Gotowe" not in last["text"]:  # KSeF had taken the file, and its answer died with the app
        world.tap(last, "Nowy plik", STRANGER)
        sent = sends(world, seal.signs(file_to_sign(world, last["message_id"])[1]))
        assert "Gotowe" in end(world, sent)["text"]

    world.quiet()
    assert certificates(world, nip) == EQUIPPED
    assert len([m for m in world.from_bot(STRANGER) if "Gotowe" in m["text"]]) == 1


def test_a_file_that_will_not_do_gets_one_sentence_and_the_way_on(world, nip, seal):
    founds(world, nip)
    document = file_to_sign(world)[1]
    for content, words in (
        (document, "nie ma podpisu"),
        (b"%PDF-1.7 podpisane", "nie jest plik XML"),
        (b"x" * 30_000_000, "za duży"),
        (seal.signs(document.replace(nip.encode(), b"9990001137")), "innej firmy"),
        (seal_of("9990001114").signs(document), "nie ma żadnych uprawnień"),
    ):
        sent = sends(world, content)
        refusal = world.hear("Ten plik się nie nadał", words, user=STRANGER, after=sent)
        assert button(refusal, "Nowy plik")

    world.tap(refusal, "Nowy plik", STRANGER)
    document = file_to_sign(world, refusal["message_id"])[1]
    world.clock(advance=601)
    late = sends(world, seal.signs(document))
    refusal = world.hear("Ten plik się nie nadał", "10 minut", user=STRANGER, after=late)
    world.tap(refusal, "Nowy plik", STRANGER)
    sends(world, seal.signs(file_to_sign(world, refusal["message_id"])[1]))
    world.hear("Gotowe", user=STRANGER)
    assert certificates(world, nip) == EQUIPPED


def test_while_ksef_is_down_the_file_waits_and_drafts_can_be_made(world, nip, seal):
    world.ksef(state="failure", lighthouse="up")
    founds(world, nip)
    world.hear("KSeF teraz nie odpowiada", user=STRANGER)
    answers(world, SENTENCE, "Szkic faktury", "nie ma dostępu")

    world.ksef(state="up")
    world.clock(advance=120)
    sends(world, seal.signs(file_to_sign(world)[1]))

    world.hear("Gotowe", user=STRANGER)


def test_every_step_outlives_a_kill(world, nip):
    arrives(world)
    world.kill()
    said = world.say(nip, STRANGER)
    world.start()
    card = world.hear("Krok 2 z 5", user=STRANGER, after=said)
    world.kill()
    world.start()
    world.tap(card, "Zgadza się", STRANGER)

    world.hear("Krok 3 z 5", user=STRANGER)


def test_a_company_missing_in_the_register_is_asked_for_its_name_and_address(world):
    arrives(world)
    answers(world, "9990002007", "Krok 2 z 5", "nie ma NIP", "pełną nazwę")
    answers(world, "Jan Nowak Usługi", "adres")
    card = answers(world, "ul. Prosta 1, 00-001 Warszawa", "Jan Nowak Usługi", "00-001 Warszawa")
    world.tap(card, "Zgadza się", STRANGER)
    world.tap(world.hear("płaci VAT", user=STRANGER), "Zwolniona z VAT", STRANGER)
    world.tap(world.hear("podstawa zwolnienia", user=STRANGER), "Limit obrotu: art. 113", STRANGER)
    world.tap(world.hear("Krok 3 z 5", user=STRANGER), "Bez konta na fakturach", STRANGER)
    world.tap(world.hear("Krok 4 z 5", user=STRANGER), "Zgadza się", STRANGER)

    world.hear("Firma Jan Nowak Usługi jest gotowa", user=STRANGER)
    card = answers(world, SENTENCE, "Szkic faktury", "Brutto")
    assert "zw" in card["text"]
