"""A real browser in front of the sandbox's page, and real mail servers."""

import inspect
import secrets
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from app.clock import SystemClock
from mailer.accounts import ImapAccount, Security, SmtpAccount
from mailer.smtp import SmtpPostman
from storage.database import migrate, open_database
from tests.real.mail_configuration import SELLER
from tests.real.mail_servers import HOST, MailServers, mail_servers
from tests.stories.conftest import (  # noqa: F401 - used by their names
    FRIDAY,
    Sandbox,
    judged,
    new_database,
    new_world,
    report,
    sandbox,
)
from tests.stories.world import World

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PICTURES = Path(__file__).parents[2] / "docs" / "pictures"


_COLOURS, _LARGEST = 128, 150_000  # of a picture in the documentation; bytes


def keep_picture(taken: bytes, name: str) -> None:
    """A picture for the documentation, in as many colours as it needs."""
    picture = PICTURES / f"{name}.png"
    drawn = Image.open(BytesIO(taken)).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    drawn.save(picture, optimize=True)
    assert picture.stat().st_size < _LARGEST


def pytest_collection_modifyitems(items):
    """What awaits comes first: once the browser runs, its library keeps the event loop of this thread to the end."""
    items.sort(key=lambda item: not inspect.iscoroutinefunction(getattr(item, "function", None)))


@pytest.fixture
def world(sandbox: Sandbox) -> Iterator[World]:  # noqa: F811 - the fixture of the same name
    world = new_world(sandbox)
    yield world
    world.http.close()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(browser, world) -> Iterator[Page]:
    """The page on a desk, nothing but this machine reachable."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="pl-PL")
    context.route(
        "**/*", lambda route: route.continue_() if "127.0.0.1" in route.request.url else route.abort()
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(world.page)
    yield page
    context.close()
    assert errors == []


@pytest.fixture(scope="session")
def running_servers() -> Iterator[MailServers]:
    with mail_servers() as servers:
        yield servers


@pytest.fixture
def servers(running_servers, monkeypatch) -> MailServers:
    """Dovecot and Postfix, their mailboxes empty, their certificate trusted as a company would trust its own."""
    running_servers.empty()
    monkeypatch.setenv("SSL_CERT_FILE", str(running_servers.certificate))
    return running_servers


@pytest.fixture
def smtp_account(servers) -> SmtpAccount:
    port, password = servers.ports.smtp, servers.passwords[SELLER]
    return SmtpAccount(HOST, port, Security.STARTTLS, SELLER, password, SELLER, "Latarnia Morska")


@pytest.fixture
def imap_account(servers) -> ImapAccount:
    return ImapAccount(HOST, servers.ports.imaps, Security.TLS, SELLER, servers.passwords[SELLER])


@pytest.fixture
async def postman(smtp_account):
    postman = SmtpPostman(smtp_account, SystemClock())
    yield postman
    await postman.close()


@pytest.fixture
async def database(tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path / 'books.sqlite3'}"
    await migrate(url)
    database = open_database(url, secrets.token_bytes(32))
    yield database
    await database.close()
