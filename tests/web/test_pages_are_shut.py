"""Every route there is, tried without its code, with guessed codes and with what no browser sends."""

import re
import secrets

import httpx
import pytest
from aiohttp import web

from app.handed_in import ReadHanded
from app.pushed import PATH
from invoicing.services.access.handing_in import HandIn
from tests.services.house import SENTENCE
from web.hand_in_page import add_hand_in_page
from web.issue_page import add_issue_page
from web.paper_page import add_paper_page
from web.server import Server, health_app, watch_app
from web.telegram_page import add_telegram_page

ROUTES = {
    ("GET", "/health"): "open: names checks, no company",
    ("GET", "/dostep/{code}"): "one-time page",
    ("POST", "/dostep/{code}"): "one-time page",
    ("POST", "/telegram"): "updates of Telegram, with its secret: tests/bot/test_pushes.py",
    ("GET", "/faktura/{code}"): "a buyer's paper",
    ("POST", "/faktura/{code}"): "a buyer's paper",
    ("GET", "/zgoda/{code}"): "agreeing to one draft",
    ("POST", "/zgoda/{code}"): "agreeing to one draft",
    ("GET", "/live"): "for instruments on this machine",
    ("GET", "/ready"): "for instruments on this machine",
    ("GET", "/metrics"): "for instruments on this machine",
}
"""What is served; a new route fails until it has a row, and what it needs is tried here."""
PAGES = ("/dostep", "/faktura", "/zgoda")
OURS = re.compile(r"Latarnia Morska|5265877635|KLIENT|5260250274|FV/2026|Traceback|aiohttp|Python")
CODES = {
    "guessed": lambda: secrets.token_urlsafe(32),
    "of the length of an agreement": lambda: secrets.token_urlsafe(40),
    "short": lambda: "a",
    "long": lambda: "a" * 5000,
    "a quote": lambda: "' OR 1=1 --",
    "a way up": lambda: "..%2F..%2Fsecret.key",
    "a null": lambda: "a%00b",
    "no UTF-8": lambda: "%ff%fe",
    "HTML": lambda: "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
}


async def well():
    return {"database": "ok"}


async def refused(secret, body):
    return 403


async def figures():
    return "text/plain", b""


@pytest.fixture
def pages(house):
    pages = health_app(well)
    add_hand_in_page(pages, HandIn(house.units, house.clock, ReadHanded()))
    add_paper_page(pages, house.paper_pages)
    add_issue_page(pages, house.issue_pages)
    add_telegram_page(pages, PATH, refused)
    return pages


@pytest.fixture
async def browser(house, pages):
    await house.say(SENTENCE)
    await house.tap("issue")
    server = Server(pages, 0)
    port = await server.start()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as http:
        yield http
    await server.stop()


def routes(app: web.Application) -> set[tuple[str, str]]:
    return {
        (route.method, route.resource.canonical) for route in app.router.routes() if route.method != "HEAD"
    }


def test_every_route_has_a_row(pages):
    assert routes(pages) | routes(watch_app(well, well, figures)) == set(ROUTES)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("code", CODES)
async def test_a_code_that_is_not_ours_opens_nothing_and_says_nothing(browser, house, page, code):
    path = f"{page}/{CODES[code]()}"
    before = len(await house.invoices())
    form = {"data": {"do": "issue", "what": "token"}}

    for answer in (await browser.get(path), await browser.post(path, **form), await browser.head(path)):
        assert answer.status_code in {400, 404, 410, 422}, answer.status_code
        assert not OURS.search(answer.text)
        assert "<script" not in answer.text
    assert len(await house.invoices()) == before


async def test_whether_a_code_was_ever_ours_cannot_be_told_from_the_answer_of_a_guess(browser):
    for page in PAGES:
        first, second = [await browser.get(f"{page}/{secrets.token_urlsafe(32)}") for _ in range(2)]

        assert (first.status_code, first.text) == (second.status_code, second.text)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
async def test_other_methods_are_not_served(browser, method):
    for page in PAGES:
        assert (await browser.request(method, f"{page}/code")).status_code == 405


@pytest.mark.parametrize("page", PAGES)
async def test_every_answer_of_a_page_bears_the_headers(browser, page):
    answer = await browser.get(f"{page}/{secrets.token_urlsafe(32)}")

    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert answer.headers["Server"] == "latarnik"
    expected = {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex, nofollow",
    }
    assert {name: answer.headers[name] for name in expected} == expected
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/nowhere", 404),
        ("GET", "/faktura", 404),
        ("PUT", "/faktura/code", 405),
        ("POST", "/telegram", 403),
        ("GET", "/telegram", 405),
        ("GET", "/health", 200),
    ],
)
async def test_what_is_no_page_bears_the_headers_too_and_does_not_name_what_serves_it(
    browser, method, path, status
):
    answer = await browser.request(method, path)

    assert answer.status_code == status
    assert answer.headers["Server"] == "latarnik"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert not OURS.search(answer.text)


@pytest.mark.parametrize("page", ["/faktura", "/zgoda"])
async def test_a_form_of_a_megabyte_is_refused(browser, page):
    answer = await browser.post(f"{page}/{secrets.token_urlsafe(32)}", content=b"x" * 1_000_000)

    assert answer.status_code in {400, 404, 413}


URLENCODED = "application/x-www-form-urlencoded"
PART = b'--b\r\nContent-Disposition: form-data; name="do"\r\n%s\r\nissue\r\n--b--\r\n'
MALFORMED = {
    "a charset nobody knows": ({"Content-Type": f"{URLENCODED}; charset=klingon"}, b"do=issue"),
    "a charset that is none of text": ({"Content-Type": f"{URLENCODED}; charset=zip"}, b"do=issue"),
    "bytes that are no text": ({"Content-Type": URLENCODED}, b"do=\xff\xfe"),
    "many fields": ({"Content-Type": URLENCODED}, b"&".join([b"a=1"] * 250)),
    "a compression nobody knows": ({"Content-Type": URLENCODED, "Content-Encoding": "klingon"}, b"do=issue"),
    "a broken compression": ({"Content-Type": URLENCODED, "Content-Encoding": "gzip"}, b"do=issue"),
    "a part in a coding nobody knows": (
        {"Content-Type": "multipart/form-data; boundary=b"},
        PART % b"Content-Transfer-Encoding: klingon\r\n",
    ),
    "a part in a charset nobody knows": (
        {"Content-Type": "multipart/form-data; boundary=b"},
        PART % b"Content-Type: text/plain; charset=klingon\r\n",
    ),
    "a part in broken base64": (
        {"Content-Type": "multipart/form-data; boundary=b"},
        PART % b"Content-Transfer-Encoding: base64\r\n",
    ),
    "parts without a boundary": ({"Content-Type": "multipart/form-data"}, PART % b""),
    "parts that never come": ({"Content-Type": "multipart/form-data; boundary=b"}, b"do=issue"),
    "a picture": ({"Content-Type": "image/png"}, b"do=issue"),
    "no type that can be read": ({"Content-Type": ";;;"}, b"do=issue"),
    "nothing": ({}, b""),
}
"""What no browser sends after a press of our button: headers and bytes."""


@pytest.mark.parametrize("page", ["/faktura", "/zgoda"])
@pytest.mark.parametrize("sent", MALFORMED)
async def test_a_form_that_cannot_be_read_is_answered_by_a_page_of_ours(browser, house, page, sent):
    headers, body = MALFORMED[sent]
    before = len(await house.invoices())

    answer = await browser.post(f"{page}/{secrets.token_urlsafe(32)}", content=body, headers=headers)

    assert (answer.status_code, "Nie umiem odczytać" in answer.text) == (400, True)
    assert answer.headers["Server"] == "latarnik"
    assert not OURS.search(answer.text)
    assert len(await house.invoices()) == before
