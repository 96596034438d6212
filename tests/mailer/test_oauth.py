"""Microsoft's permission: a code typed in once, tokens renewed before they end, an IMAP log-in with them."""

import asyncio
import base64
import re
import secrets
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest

from invoicing.model.errors import Refused, Unavailable
from mailer.accounts import ImapAccount, Security
from mailer.imap import Imap
from mailer.oauth import KeptToken, MicrosoftLogin

COUNTER = "https://login.example/common/oauth2/v2.0"


class Counter:
    """Microsoft's counter, as far as the documents describe it."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict]] = []
        self.asked: list[tuple[str, dict]] = []

    async def __call__(self, address, form):
        self.asked.append((address.removeprefix(COUNTER), dict(form)))
        return self.answers.pop(0)


@pytest.fixture
def counter():
    return Counter()


@pytest.fixture
def login(counter):
    return MicrosoftLogin(counter, COUNTER + "/", "client-1")


class RunningClock:
    """A clock that a test moves."""

    def __init__(self, clock) -> None:
        self._now = clock.now()

    def now(self):
        return self._now

    def today(self):
        return self._now.date()

    def on(self, **how) -> None:
        self._now += timedelta(**how)


def granted(access: str, refresh: str | None = None, lasts: int = 3600) -> tuple[int, dict]:
    newer = {"refresh_token": refresh} if refresh else {}
    return 200, {"access_token": access, "expires_in": lasts, **newer}


async def test_a_code_is_shown_and_the_permission_comes_once_it_is_typed_in(counter, login):
    shown = {
        "device_code": "tajne",
        "user_code": "AB12",
        "verification_uri": "https://m.example/d",
        "interval": 5,
    }
    counter.answers = [
        (200, shown),
        (400, {"error": "authorization_pending"}),
        (400, {"error": "slow_down"}),
        granted("dostep", "trwale"),
    ]
    naps = []

    async def nap(seconds):
        naps.append(seconds)

    code = await login.begin()
    tokens = await login.finish(code, nap)

    assert (code.user_code, code.address) == ("AB12", "https://m.example/d")
    assert (tokens.access, tokens.refresh) == ("dostep", "trwale")
    assert naps == [5, 5, 10]
    assert counter.asked[0][0] == "/devicecode"
    assert "offline_access" in counter.asked[0][1]["scope"]
    assert "tajne" not in repr(code)


async def test_a_permission_that_is_declined_is_refused_with_the_counter_s_word(counter, login):
    shown = {"device_code": "tajne", "user_code": "AB12", "verification_uri": "https://m.example/d"}
    counter.answers = [(200, shown), (400, {"error": "access_denied"})]

    with pytest.raises(Refused) as refused:
        await login.finish(await login.begin(), lambda _: asyncio.sleep(0))

    assert (refused.value.reason, refused.value.details["text"]) == ("mailbox-oauth", "access_denied")


@pytest.fixture
def kept(login, clock):
    stored = ["pierwszy"]
    clock = RunningClock(clock)

    async def refresh():
        return stored[-1]

    async def keep(newer):
        stored.append(newer)

    return KeptToken(login, refresh, keep, clock), clock, stored


async def test_a_token_serves_until_shortly_before_its_end(counter, kept):
    token, clock, stored = kept
    counter.answers = [granted("a1", "drugi"), granted("a2")]

    assert await token() == "a1"
    clock.on(minutes=54)
    assert await token() == "a1"
    clock.on(minutes=2)
    assert await token() == "a2"

    assert stored == ["pierwszy", "drugi"]
    assert [form["refresh_token"] for _, form in counter.asked] == ["pierwszy", "drugi"]


async def test_two_who_need_a_token_at_once_spend_the_permission_once(counter, kept):
    token, _, _ = kept
    counter.answers = [granted("a1", "drugi")]

    assert await asyncio.gather(token(), token()) == ["a1", "a1"]


async def test_a_permission_taken_back_reads_as_a_log_in_that_fails(counter, kept):
    token, _, _ = kept
    counter.answers = [(400, {"error": "invalid_grant"})]

    with pytest.raises(Unavailable) as unavailable:
        await token()

    assert unavailable.value.reason == "mail-login"


@asynccontextmanager
async def token_server(right: str):
    """As much of an IMAP server as a log-in by XOAUTH2 meets, with the refusal that RFC 7628 describes."""

    served = []

    async def serve(reader, writer):
        served.append(asyncio.current_task())
        with suppress(OSError):
            await converse(reader, writer)
        writer.transport.abort()

    async def converse(reader, writer):
        writer.write(b"* OK ready\r\n")
        while line := (await reader.readline()).decode().strip():
            tag, command, *rest = line.split(" ")
            if command == "AUTHENTICATE":
                if base64.b64decode(rest[1]).decode() == f"user=a@firma.example\1auth=Bearer {right}\1\1":
                    writer.write(f"{tag} OK done\r\n".encode())
                else:
                    writer.write(b"+ " + base64.b64encode(b'{"status":"400"}') + b"\r\n")
                    assert await reader.readline() == b"\r\n"
                    writer.write(f"{tag} NO AUTHENTICATE failed\r\n".encode())
            elif command == "CAPABILITY":
                writer.write(
                    b"* CAPABILITY IMAP4rev1 IDLE SASL-IR AUTH=XOAUTH2\r\n" + f"{tag} OK done\r\n".encode()
                )
            elif command == "SELECT":
                writer.write(b"* OK [UIDVALIDITY 7] ok\r\n" + f"{tag} OK done\r\n".encode())
            else:
                writer.write(f"* BYE\r\n{tag} OK done\r\n".encode())

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await asyncio.wait(served)


def account(port: int, token: str) -> ImapAccount:
    async def give() -> str:
        return token

    return ImapAccount("127.0.0.1", port, Security.NONE, "a@firma.example", "", token=give)


async def test_a_token_opens_the_mailbox():
    token = secrets.token_urlsafe(900)  # Microsoft's are long
    async with token_server(token) as port, Imap(account(port, token)) as mailbox:
        assert mailbox.uidvalidity == 7


async def test_a_token_that_is_not_taken_ends_at_once_as_a_log_in_that_fails():
    async with token_server("dobry") as port:
        with pytest.raises(Unavailable) as unavailable:
            async with asyncio.timeout(60), Imap(account(port, "zly")):
                pass

    assert unavailable.value.reason == "mail-login"
    assert not re.search("zly", str(unavailable.value))
