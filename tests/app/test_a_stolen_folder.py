"""Whoever carries the data folder off without the key, or reads the logs, has no key, no token and no way in."""

import asyncio
import base64
import json
import re
import secrets
import socket
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from typer.testing import CliRunner

from app.cli import app as commands
from tests.app.commands import NIP, environment, run_here
from tests.app.stage import running

OTHER_NIP = "5265877635"
PUBLIC = "https://latarnik.example"
PERSONAL = ("5260250274", "5265877635", "ksiegowosc@klient.example", "ola@latarnia.example")
"""What a log may not say of people; 5260250274 is the buyer of the invoice."""


def forms(secret: bytes) -> Iterator[tuple[str, bytes]]:
    """How a secret could lie about: as it is, in hex, in base64 at any place of a longer text, in UTF-16, backwards."""
    yield "as it is", secret
    yield "backwards", secret[::-1]
    yield "hex", secret.hex().encode()
    yield "HEX", secret.hex().upper().encode()
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + secret)
        inner = whole[4 if before else 0 : -4]
        yield f"base64 at {before}", inner
        yield f"base64url at {before}", inner.replace(b"+", b"-").replace(b"/", b"_")
    try:
        words = secret.decode()
    except UnicodeDecodeError:
        return
    yield "UTF-16", words.encode("utf-16-le")
    yield "in an address", quote(words, safe="").encode()
    yield "in JSON", json.dumps(words)[1:-1].encode()


def found(planted: dict[str, bytes], files: dict[str, bytes]) -> list[tuple[str, str, str]]:
    """Which secret lies in which file, and how."""
    return [
        (what, how, name)
        for what, secret in planted.items()
        for how, form in forms(secret)
        for name, content in files.items()
        if form in content
    ]


def taken(home) -> dict[str, bytes]:
    """The folder as a thief has it: everything but the key."""
    return {
        each.name: each.read_bytes()
        for each in home.rglob("*")
        if each.is_file() and each.name != "secret.key"
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def planted(stage) -> dict[str, bytes]:
    """Secrets that the settings bring along."""
    return {
        "bot token": stage.settings["telegram_token"].encode(),
        "password of SMTP": stage.settings["smtp_password"].encode(),
    }


@pytest.fixture
async def second(stage, tmp_path, planted):
    """Another company hands in a KSeF token, and the password of its mailbox."""
    token = f"20261120-EC-1DCE3E3000-12ECB5B36E-45|nip-{OTHER_NIP}|{secrets.token_hex(32)}"
    (tmp_path / "token.txt").write_text(token)
    (tmp_path / "token.txt").chmod(0o600)
    words = (
        "company",
        "add",
        "--nip",
        OTHER_NIP,
        "--name",
        "Zatoka",
        "--address",
        "Rybacka 3, 81-001 Gdynia",
    )
    password = secrets.token_urlsafe(24)
    mailbox = ("mailbox", "add", "--company", OTHER_NIP, "--address", "zatoka@gmail.com")
    for arguments, typed in (
        ((*words, "--ksef-token-file", str(tmp_path / "token.txt")), ""),
        (mailbox, password),
    ):
        said = await asyncio.to_thread(
            CliRunner().invoke, commands, list(arguments), env=environment(stage.settings), input=f"{typed}\n"
        )
        assert said.exit_code == 0, said.stderr
    planted |= {
        "KSeF token": token.encode(),
        "secret part of it": token.rpartition("|")[2].encode(),
        "password of a mailbox": password.encode(),
    }


@pytest.fixture
async def invitations(stage, tmp_path, second, planted):
    """The company logs in with a seal; its owner holds an invitation, and somebody one that is never taken up."""
    code = await stage.company_moves_in(tmp_path)
    key = load_pem_private_key((tmp_path / "seal-key.pem").read_bytes(), None)
    waiting = await asyncio.to_thread(
        run_here, "invite", "--company", NIP, "--role", "owner", **stage.settings
    )
    planted |= {
        "open invitation": waiting.lines[0]["invite"].encode(),
        "line of the key": (tmp_path / "seal-key.pem").read_bytes().splitlines()[1],
        "the key's number": key.private_numbers().private_value.to_bytes(32, "big"),
    }
    return code


def code_in(message: dict) -> bytes:
    """What nobody could guess in a message of the bot."""
    text = json.dumps(message, ensure_ascii=False)
    found = re.search(r"start=([\w-]{16,})|/dostep/([\w-]{16,})|\+([a-z2-7]{16})@", text)
    assert found, text
    return next(filter(None, found.groups())).encode()


async def test_in_the_folder_and_in_the_log_no_secret_lies_in_any_form(
    stage, home, tmp_path, planted, invitations
):
    settings = {
        **stage.settings,
        "public_address": PUBLIC,
        "web_port": str(free_port()),
        "log_level": "debug",
    }
    async with running(settings, tmp_path) as app:
        await stage.owner_enters(invitations)
        for words, heard in (("/dostep", "/dostep/"), ("/poczta", "+")):
            shown = await stage.hear(heard, after=await stage.say(words))
            planted[words] = code_in(shown)
        await stage.issue()
        await stage.hear("FV/2026/11/1")
        alive = found(planted, taken(home) | {"log": app.raw_log().encode()})
        assert await app.stop() == 0
        files = taken(home) | {"log": app.raw_log().encode()}

    assert len(planted) == 10
    assert alive == []
    planted["invitation that was taken up"] = invitations.encode()
    assert found(planted, files) == []
    assert b"eyJ" not in files["log"]
    assert not [name for name, content in files.items() if re.search(rb"eyJ[\w-]{20,}\.[\w-]{20,}", content)]
    assert [each for each in (*PERSONAL, NIP) if each.encode() in files["log"]] == []


def test_whoever_looks_for_a_secret_finds_it_in_every_form():
    secret = secrets.token_bytes(16)
    words = secrets.token_urlsafe(16).encode()

    for at in range(3):
        packed = base64.b64encode(b"x" * at + secret + b"yz")
        assert found({"it": secret}, {"file": packed}), at
    assert found({"it": words}, {"file": words.decode().encode("utf-16-le")})
    assert found({"it": words}, {"file": words.hex().encode()})
