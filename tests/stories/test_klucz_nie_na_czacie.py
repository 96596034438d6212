"""Klucz i token nie na czacie: what is pasted is gone, and what is needed comes in over a page that works once."""

import json
import secrets

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from sandbox.demo import NIP, Folder
from tests.stories.world import OLA, SENTENCE

OLA_MAIL, OURS = "ola@latarnia.example", "faktury@latarnia.example"


def new_key() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def new_token() -> str:
    return f"20261120-EC-1DCE3E3000-12ECB5B36E-45|nip-{NIP}|{secrets.token_hex(32)}"


@pytest.fixture
def files(world) -> Folder:
    """The folder of the sandbox, with the company's seal."""
    return Folder(world.books().app.parent)


def kept(world) -> bytes:
    """All that the app has written: its database and its log."""
    books = world.books()
    world.kill()
    return books.everything() + books.log.read_bytes()


def link_of(world) -> str:
    said = world.say("/dostep")
    page = world.hear("Bezpieczna strona", after=said)
    (button,) = [one for row in page["buttons"] for one in row]
    assert button["url"] in page["text"]
    return button["url"]


def hand_in(link: str, files: Folder) -> httpx.Response:
    parts = {"certificate": files.certificate.read_bytes(), "key": files.key.read_bytes()}
    with httpx.Client(trust_env=False, timeout=60) as http:
        return http.post(link, data={"what": "certificate"}, files=parts)


def test_a_pasted_key_a_token_and_a_file_are_gone_and_were_never_kept(world):
    key, token = new_key(), new_token()
    for pasted, words in ((key, "klucz prywatny"), (token, "token KSeF")):
        said = world.say(pasted)
        world.hear("🛑", words, "Usunąłem", "Unieważnij", after=said)
    files = {"document": ("firma.p12", b"0\x82" + secrets.token_bytes(300), "application/x-pkcs12")}
    sent = world.http.post(f"/api/chats/{OLA}/documents", files=files).json()["message_id"]
    world.hear("🛑", "plik z kluczem", "Usunąłem", after=sent)
    world.post(
        "/api/mail", **{"from": OLA_MAIL, "to": OURS, "subject": "token", "text": token, "authentic": True}
    )
    assert "Usuń go u siebie" in world.letter(OLA_MAIL)["text"]

    texts = json.dumps(world.messages())
    assert not any(secret in texts for secret in ("PRIVATE KEY", token, "firma.p12"))
    written = kept(world)
    assert token.rpartition("|")[2].encode() not in written
    assert key.splitlines()[1].encode() not in written
    assert b"firma.p12" not in written


def test_a_key_pasted_at_an_app_that_dies_is_still_gone(world):
    world.kill()
    said = world.say(token := new_token())
    world.start()
    world.kill()
    world.start()
    world.hear("🛑", "token KSeF", after=said)
    world.quiet()

    assert token not in json.dumps(world.messages())
    assert len([each for each in world.from_bot() if "🛑" in each["text"]]) == 1


def test_a_certificate_comes_in_over_the_page_and_its_link_dies(world, files):
    first, link = link_of(world), link_of(world)
    with httpx.Client(trust_env=False, timeout=60) as http:
        assert http.get(first).status_code == 410
        assert "Latarnia Morska" in http.get(link).text

    assert "Gotowe" in hand_in(link, files).text

    told = world.hear("mam certyfikat do logowania")
    assert "/dostep/" not in told["text"]
    assert hand_in(link, files).status_code == 410
    world.tap(world.card(SENTENCE), "Wystaw")
    world.hear("FV/2026/11/1 przyjęta")
    code = link.rpartition("/")[2]
    assert code.encode() not in kept(world)


def test_a_link_outlives_a_crash_but_not_a_freeze(world, files):
    link = link_of(world)
    world.kill()
    world.start()
    with httpx.Client(trust_env=False, timeout=60) as http:
        assert http.get(link).status_code == 200

        said = world.say("/zamroz")
        world.hear("zamroż", after=said)

        assert http.get(link).status_code == 410
    assert hand_in(link, files).status_code == 410
