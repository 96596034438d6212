"""A key or a token in the chat: known by its shape, answered with what to do, and never taken for a sentence."""

import base64
import secrets

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from invoicing.services.access.pasted import Pasted, is_key_file, secret_in
from invoicing.services.records import Role

KEYS = {
    "ec": lambda: ec.generate_private_key(ec.SECP256R1()),
    "rsa": lambda: rsa.generate_private_key(65537, 2048),
}
LOCKS = {"open": NoEncryption, "locked": lambda: BestAvailableEncryption(b"haslo")}
FORMATS = {"pkcs8": PrivateFormat.PKCS8, "traditional": PrivateFormat.TraditionalOpenSSL}
LOCKED = "secret-withheld"


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize("lock", LOCKS.values(), ids=LOCKS)
@pytest.mark.parametrize("make", KEYS.values(), ids=KEYS)
def test_a_private_key_is_known_whole_in_halves_and_without_its_marks(make, lock, form):
    pem = make().private_bytes(Encoding.PEM, form, lock()).decode()
    body = "\n".join(line for line in pem.splitlines() if line and ":" not in line and "-----" not in line)

    assert secret_in(f"mój klucz:\n{pem}") is Pasted.KEY
    assert secret_in(pem.replace("-----", "—")) is Pasted.KEY
    assert secret_in(pem[: len(pem) // 2]) is secret_in(pem[len(pem) // 2 :]) is Pasted.KEY
    if (
        "ENCRYPTED" not in pem or "BEGIN ENCRYPTED" in pem
    ):  # the old way of locking leaves no shape in the body
        assert secret_in(body) is secret_in(body.replace("\n", "")) is Pasted.KEY


def test_a_bundle_is_known_as_base64():
    bundle = pkcs12.serialize_key_and_certificates(
        b"x", KEYS["ec"](), None, None, BestAvailableEncryption(b"haslo")
    )

    assert secret_in(base64.b64encode(bundle).decode()) is Pasted.KEY


@pytest.mark.parametrize("text", ["{}", "token: {}", "{}\n", "  {}  ", "tu masz <{}>"])
def test_a_token_is_known_however_it_is_pasted(text):
    token = f"20251010-EC-1DCE3E3000-12ECB5B36E-45|nip-5265877635|{secrets.token_hex(32)}"

    assert secret_in(text.format(token)) is Pasted.TOKEN
    assert secret_in(text.format(token.replace("|", " | "))) is Pasted.TOKEN
    assert secret_in(text.format(token.replace("nip-", "NIP-").upper())) is Pasted.TOKEN


@pytest.mark.parametrize(
    "text",
    [
        "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł",
        "token mi się kończy, co robić? klucz prywatny mam na pendrivie",
        "5265877635-20261120-0123456789AB-CD",
        "20251010-EC-1DCE3E3000-12ECB5B36E-45",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        base64.b64encode(b"<?xml version='1.0'?><Faktura>" + b"x" * 300).decode(),
        "A" * 4096,
        "https://example.com/" + "a/" * 900,
        "",
    ],
)
def test_what_people_write_is_no_secret(text):
    assert secret_in(text) is None


def test_files_that_hold_keys_are_known_by_name():
    assert all(is_key_file(name) for name in ("a.key", "A.PEM", "firma.p12", "firma.pfx ", "x.tar.key"))
    assert not any(is_key_file(name) for name in ("faktura.xml", "klucz.pdf", "cert.crt", "monkey", ""))


async def pasted(house, chat="1001", kind="key", **more):
    return await house.say("", chat, withheld=kind, message="77", **more)


@pytest.mark.parametrize("kind", ["key", "token", "file"])
async def test_a_member_is_told_to_revoke_it_and_shown_the_way(house, kind):
    await pasted(house, kind=kind)

    assert house.last().code == LOCKED
    assert house.last().data["kind"] == kind
    await house.tap("access-page")
    assert house.last().code == "access-page"


async def test_a_member_who_may_not_change_the_access_is_told_who_may(house):
    await house.take_on(Role.VIEWER, chat="1002")

    await pasted(house, "1002")

    assert (house.last("1002").data["owner"], house.last("1002").options) == (False, ())


async def test_a_stranger_hears_what_strangers_hear(house):
    await pasted(house, "666")

    assert house.shown("666") == ["stranger"]


async def test_by_mail_the_answer_says_that_the_letter_stays(house):
    await house.write_letter("", withheld="token")

    (answer,) = house.mail.chats["ola@firma.example"].values()
    assert (answer.code, answer.data["by_mail"], answer.options) == (LOCKED, True, ())


async def test_a_letter_that_pretends_gets_no_answer(house):
    await house.write_letter("", withheld="token", authentic=False)

    assert house.mail.chats == {}
