"""One address may ask of the open pages only so much; others notice nothing of it, and Telegram never waits."""

import secrets
from ipaddress import ip_network

import httpx
import pytest

from app.handed_in import ReadHanded
from invoicing.services.access.handing_in import HandIn
from web.hand_in_page import add_hand_in_page
from web.issue_page import add_issue_page
from web.pace import MISS, REMEMBERED, SIZE, Pace, keep_pace
from web.paper_page import add_paper_page
from web.server import Server, health_app
from web.telegram_page import SECRET_HEADER, add_telegram_page

PROXY = [ip_network("127.0.0.0/8")]
GUESSER, BUYER = "203.0.113.7", "198.51.100.23"
SECRET = secrets.token_urlsafe(32)
GUESSES = int(SIZE / MISS)
PUSHES = "/pushed-here"


class Seconds:
    """Seconds that pass when the test says so."""

    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def seconds():
    return Seconds()


@pytest.fixture
async def served(house, seconds):
    """The pages as `latarnik run --role web` serves them, behind a proxy of this machine that is believed or not."""
    servers = []

    async def well():
        return {"database": "ok"}

    async def take(secret, body):
        return 200 if secret == SECRET else 403

    async def serve(proxies=PROXY):
        pages = health_app(well)
        add_hand_in_page(pages, HandIn(house.units, house.clock, ReadHanded()))
        add_paper_page(pages, house.paper_pages)
        add_issue_page(pages, house.issue_pages)
        add_telegram_page(pages, PUSHES, take)
        keep_pace(pages, proxies, pushes=PUSHES, pace=Pace(seconds))
        servers.append(Server(pages, 0))
        return await servers[-1].start()

    yield serve
    for server in servers:
        await server.stop()


@pytest.fixture
async def ask(served):
    """Asks as somebody whose address the proxy tells."""
    clients = {}

    async def one(path, who=GUESSER, method="GET", proxies=PROXY, **more):
        key = tuple(proxies)
        if key not in clients:
            base = f"http://127.0.0.1:{await served(proxies)}"
            clients[key] = httpx.AsyncClient(base_url=base, trust_env=False)
        headers = {"X-Forwarded-For": who} | more.pop("headers", {})
        return await clients[key].request(method, path, headers=headers, **more)

    yield one
    for client in clients.values():
        await client.aclose()


def guess(page="/faktura"):
    return f"{page}/{secrets.token_urlsafe(32)}"


@pytest.mark.parametrize("page", ["/dostep", "/faktura", "/zgoda", "/nowhere"])
async def test_a_guesser_of_links_is_slowed_down_and_nobody_else_is(ask, page):
    met = [(await ask(guess(page))).status_code for _ in range(GUESSES + 2)]

    assert met == [404] * GUESSES + [429, 429]
    assert (await ask(guess(page), BUYER)).status_code == 404


@pytest.mark.parametrize(
    ("language", "words"),
    [("pl", "Za dużo zapytań"), ("en", "Too many requests"), ("uk", "Забагато запитів")],
)
async def test_who_must_wait_reads_so_in_their_language_and_for_how_long(ask, language, words):
    for _ in range(GUESSES):
        await ask(guess())

    answer = await ask(guess(), headers={"Accept-Language": language})

    assert answer.status_code == 429
    assert words in answer.text
    assert answer.headers["Retry-After"] == "1"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["Cache-Control"] == "no-store"


async def test_who_waits_is_let_in_again(ask, seconds):
    for _ in range(GUESSES):
        await ask(guess())
    assert (await ask(guess())).status_code == 429

    seconds.now += 1

    assert [(await ask(guess())).status_code for _ in range(2)] == [404, 429]


async def test_who_was_quiet_for_long_may_ask_no_more_at_once_than_anybody(ask, seconds):
    await ask(guess())
    seconds.now += 100_000

    met = [(await ask(guess())).status_code for _ in range(GUESSES + 1)]

    assert met == [404] * GUESSES + [429]


def test_whatever_somebody_has_asked_they_are_not_shut_out_for_long(seconds):
    pace = Pace(seconds)
    for _ in range(100):
        pace.charge(GUESSER, MISS)

    assert 0 < pace.wait(GUESSER) <= SIZE + 1


async def test_a_page_is_looked_at_as_often_as_a_person_can(ask, house):
    await house.say("/dostep")
    path = "/dostep/" + house.last().data["link"].rpartition("/")[2]

    met = [(await ask(path, BUYER)).status_code for _ in range(int(SIZE) + 1)]

    assert met == [200] * int(SIZE) + [429]


async def test_who_pushes_without_the_secret_waits_and_telegram_never_does(ask):
    async def push(who, secret):
        return (await ask(PUSHES, who, "POST", headers={SECRET_HEADER: secret}, content=b"{}")).status_code

    assert [await push(GUESSER, "wrong") for _ in range(GUESSES + 1)] == [403] * GUESSES + [429]
    assert {await push(BUYER, SECRET) for _ in range(3 * int(SIZE))} == {200}


async def test_what_a_visitor_says_of_their_own_address_counts_for_nothing(ask):
    """A proxy puts the address that it saw behind whatever the visitor had written."""
    met = [(await ask(guess(), f"192.0.2.{number}, {GUESSER}")).status_code for number in range(GUESSES + 1)]

    assert met[-1] == 429


async def test_without_a_proxy_that_is_believed_nobody_on_this_machine_is_told_apart_or_slowed_down(ask):
    met = {(await ask(guess(), proxies=())).status_code for _ in range(3 * GUESSES)}

    assert met == {404}


async def test_the_health_page_answers_whoever_asks_how_often(ask):
    for _ in range(GUESSES + 1):
        await ask(guess())

    assert (await ask("/health")).status_code == 200


def test_a_household_of_many_addresses_is_one_and_another_household_is_not(seconds):
    from web.pace import asker

    first, second, other = (
        asker("127.0.0.1", [f"2001:db8:1:{tail}"], PROXY) for tail in ("1::1", "1:ffff::9", "2::1")
    )
    assert first == second != other
    assert asker("::ffff:203.0.113.7", [], PROXY) == asker("203.0.113.7", [], PROXY) == "203.0.113.7"


def test_no_flood_of_addresses_fills_the_memory(seconds):
    pace = Pace(seconds)

    for number in range(REMEMBERED + 500):
        pace.charge(f"address {number}", 1)

    assert len(pace._buckets) == REMEMBERED


def test_no_flood_of_addresses_washes_a_guesser_away_who_goes_on(seconds):
    pace = Pace(seconds)
    for number in range(3 * REMEMBERED):
        pace.charge(f"address {number}", 1)
        if number % 1000 == 0:
            pace.charge(GUESSER, MISS / 2)  # too little to be noticed by who forgets them on the way

    assert pace.wait(GUESSER)


def test_nor_does_it_hide_a_guesser_who_comes_after_it(seconds):
    pace = Pace(seconds)
    for number in range(REMEMBERED):
        pace.charge(f"address {number}", 1)

    for _ in range(GUESSES):
        pace.charge(GUESSER, MISS)

    assert pace.wait(GUESSER)
