"""The referee itself: it knows the official document, and it does not look away."""

import json
from collections import Counter

import httpx
import pytest
from aiohttp import web

from tests.openapi.exchange import Document, Exchange
from tests.openapi.referee import DOCUMENT, Referee
from tests.openapi.schemas import Schemas

NUMBER = "20250514-AU-2DFC46C000-3AC6D5877F-D4"

# Where the document's own examples break its rules: shortened Base64, too long a number, required properties left out.
CARELESS = (
    "get /security/public-key-certificates",
    "post /collective-identifiers/invoices",
    "get /sessions/{referenceNumber}/invoices/{invoiceReferenceNumber}",
    "get /peppol/query",
    "get /auth/{referenceNumber}",
)


@pytest.fixture(scope="module")
def text() -> dict:
    return json.loads(DOCUMENT.read_bytes())


@pytest.fixture
def document(text) -> Document:
    return Document(text)


def exchange(verb="GET", path=f"/v2/auth/{NUMBER}", query=(), headers=(), body=b"") -> Exchange:
    known = {"authorization": "Bearer x", "content-type": "application/json"} | dict(headers)
    return Exchange(verb, path, list(query), known, body)


def answered(asked: Exchange, status: int, body: object, kind="application/json", **headers) -> Exchange:
    asked.status, asked.headers = status, {"content-type": kind, **headers}
    asked.body = b"" if body is None else json.dumps(body).encode()
    return asked


def examples(text: dict) -> dict[str, tuple[dict, object]]:
    """Every example in the document, of a model and of an answer, with the schema that it must fit."""
    found = {
        name: ({"$ref": f"#/components/schemas/{name}"}, schema["example"])
        for name, schema in text["components"]["schemas"].items()
        if "example" in schema
    }
    for path, item in text["paths"].items():
        for verb, operation in item.items():
            for status, answer in operation["responses"].items():
                for content in answer.get("content", {}).values():
                    given = (
                        {"": {"value": content["example"]}}
                        if "example" in content
                        else content.get("examples", {})
                    )
                    for name, example in given.items():
                        found[f"{verb} {path} {status} {name}"] = (content["schema"], example["value"])
    return found


def test_the_examples_of_the_document_itself_pass(text):
    schemas = Schemas(text["components"]["schemas"])
    given = examples(text)

    good = {
        name: each for name, each in given.items() if not name.startswith(tuple(f"{op} " for op in CARELESS))
    }
    mistakes = {name: found for name, each in good.items() if (found := schemas.mistake(*each))}

    assert len(good) > 50
    assert not mistakes, json.dumps(mistakes, indent=1, ensure_ascii=False)


STATUS = {
    "startDate": "2026-11-20T11:00:00+00:00",
    "authenticationMethod": "Token",
    "authenticationMethodInfo": {"category": "Token", "code": "token.ksef", "displayName": "Token KSeF"},
    "status": {"code": 100, "description": "Uwierzytelnianie w toku"},
}


@pytest.mark.parametrize(
    ("change", "mistake"),
    [
        ({"startDate": "2026-11-20T11:00:00"}, "data.startDate must be date-time"),
        ({"startDate": None}, "data.startDate must be string"),
        ({"authenticationMethod": "Password"}, "data.authenticationMethod must be one of"),
        ({"status": {"code": 100}}, "data.status must contain"),
        ({"status": {"code": 2**31, "description": "x"}}, "data.status.code must be smaller"),
        ({"isTokenRedemed": True}, "must not contain {'isTokenRedemed'} properties"),
    ],
)
def test_an_answer_that_is_not_like_the_document_is_noticed(document, change, mistake):
    [found] = document.answer_mistakes(answered(exchange(), 200, STATUS | change))

    assert mistake in found


def test_what_may_be_empty_may_be_empty(document):
    assert (
        document.answer_mistakes(answered(exchange(), 200, STATUS | {"refreshTokenValidUntil": None})) == []
    )


def test_only_documented_statuses_and_kinds_of_content_pass(document):
    assert document.answer_mistakes(answered(exchange(), 201, STATUS)) == ["status 201 is not documented"]
    assert (
        "content type text/html"
        in document.answer_mistakes(answered(exchange(), 200, STATUS, "text/html"))[0]
    )
    body = answered(exchange("DELETE", "/v2/auth/sessions/current"), 204, STATUS)
    assert document.answer_mistakes(body) == ["the answer must have no body"]
    limited = answered(exchange(), 429, {"status": {"code": 429, "description": "", "details": []}})
    limited.headers["retry-after"] = "soon"
    assert "header retry-after" in document.answer_mistakes(limited)[0]


@pytest.mark.parametrize(
    ("asked", "mistake"),
    [
        (exchange(path="/v2/auth/short"), "parameter referenceNumber"),
        (exchange(headers={"authorization": ""}), "no bearer token"),
        (exchange(query=[("full", "1")]), "the query parameter full is unknown"),
        (exchange("PATCH"), "no such operation"),
        (exchange("GET", "/v2/sessions"), "parameter sessionType is missing"),
        (
            exchange("GET", "/v2/sessions", [("sessionType", "Online"), ("pageSize", "5")]),
            "parameter pageSize",
        ),
        (
            exchange("GET", "/v2/sessions", [("sessionType", "Online"), ("statuses", "Lost")]),
            "parameter statuses",
        ),
        (exchange("POST", "/v2/tokens"), "the body is missing"),
        (exchange("POST", "/v2/tokens", body=b"{"), "no JSON"),
        (
            exchange("POST", "/v2/tokens", body=b'{"permissions":["InvoiceRead"]}'),
            "must contain ['description'",
        ),
        (exchange("POST", "/v2/auth/challenge", body=b"{}"), "takes no body"),
    ],
)
def test_a_request_that_is_not_like_the_document_is_noticed(document, asked, mistake):
    [found] = document.request_mistakes(asked)

    assert mistake in found


def test_the_list_of_refused_invoices_is_no_invoice(document):
    path = f"/v2/sessions/{NUMBER}/invoices/failed"

    assert document.request_mistakes(exchange("GET", path, [("pageSize", "10")])) == []


@pytest.fixture
async def watched():
    """A KSeF of three lines that answers what it is told, watched by a referee of its own."""
    judge = Referee()
    reply = web.json_response({})

    async def answer(request):
        return reply()

    app = web.Application(middlewares=[judge.watch])
    app.router.add_route("*", "/{any:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    async with httpx.AsyncClient(base_url=f"http://{host}:{port}") as http:

        async def ask(verb, path, say):
            nonlocal reply
            reply = say
            await http.request(verb, path)

        yield judge, ask
    await runner.cleanup()


def challenge():
    body = {
        "challenge": NUMBER,
        "timestamp": "2026-11-20T11:00:00+00:00",
        "timestampMs": 1,
        "clientIp": "127.0.0.1",
    }
    return web.json_response(body)


def broken_challenge():
    return web.json_response({"challenge": NUMBER})


async def test_right_exchanges_are_counted_and_nothing_is_said(watched):
    judge, ask = watched

    await ask("POST", "/v2/auth/challenge", challenge)

    assert judge.verdict((), must_happen=True) == []
    assert judge.counts == Counter(validated=1)


async def test_a_wrong_answer_fails_the_test_whatever_its_marks(watched):
    judge, ask = watched

    await ask("POST", "/v2/auth/challenge", broken_challenge)

    [told] = judge.verdict(("wrong_client", "broken_ksef"), must_happen=False)
    assert "answer: data must contain" in told


async def test_a_wrong_request_needs_its_mark_and_must_be_refused(watched):
    judge, ask = watched

    await ask("POST", "/v2/auth/challenge?x=1", challenge)

    assert any("the query parameter x is unknown" in each for each in judge.wrong_requests)
    [told] = judge.verdict(("wrong_client",), must_happen=True)
    assert "taken, though" in told


async def test_a_failure_needs_its_mark(watched):
    judge, ask = watched

    await ask("POST", "/v2/auth/challenge", lambda: web.Response(status=503))
    told = judge.verdict((), must_happen=True)
    await ask("POST", "/v2/auth/challenge", lambda: web.Response(status=503))

    assert told == ["POST /v2/auth/challenge -> 503: a status that is not documented"]
    assert judge.verdict(("broken_ksef",), must_happen=True) == []
    assert judge.counts == Counter({"broken on purpose": 2})


async def test_a_mark_for_nothing_is_a_fault(watched):
    judge, _ = watched

    assert judge.verdict(("broken_ksef",), must_happen=True) == [
        "marked broken_ksef, but nothing of the kind happened"
    ]


async def test_without_the_document_every_exchange_is_a_fault(tmp_path, watched):
    judge, ask = watched
    judge.path = tmp_path / "ksef.json"

    await ask("POST", "/v2/auth/challenge", challenge)

    [told] = judge.verdict((), must_happen=True)
    assert "is missing" in told
