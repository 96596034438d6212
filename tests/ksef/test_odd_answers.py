"""A KSeF that answers oddly, played over the transport: what no stand-in would do by itself."""

import asyncio
import base64
import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, timedelta

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from invoicing.model.errors import Misunderstood, Refused, Unavailable
from invoicing.model.ksef_number import KsefNumber, crc8
from invoicing.services.ksef_ports import Accepted, NumberTaken, Pending, Refusal, SendAgain, SendingReference
from ksef.counters import Counters
from ksef.environments import KsefSettings
from ksef.flight import SingleFlight
from ksef.gateway import KsefGatewayOverHttp

BASE = "https://ksef.example/v2"
SENT = SendingReference("20261120-SO-0000000001-0000000001-01", "20261120-EE-0000000001-0000000001-01")
OLD_SESSION = "20261120-SO-0000000002-0000000002-02"
XML = b"<Faktura/>"
DIGEST = hashlib.sha256(XML).digest()
HASH = base64.b64encode(DIGEST).decode()
STEM = "5265877635-20261120-0100001AF629"
NUMBER = KsefNumber.parse(f"{STEM}-{crc8(STEM.encode()):02X}")


def receipt(number: KsefNumber = NUMBER, digest: str = HASH, mode: str = "Online") -> bytes:
    return f"""<?xml version="1.0"?><Potwierdzenie xmlns="http://upo.schematy.mf.gov.pl/KSeF/v4-3"><Dokument>
    <NipSprzedawcy>5265877635</NipSprzedawcy><NumerKSeFDokumentu>{number}</NumerKSeFDokumentu>
    <DataPrzeslaniaDokumentu>2026-11-20T12:00:01.123+01:00</DataPrzeslaniaDokumentu>
    <DataNadaniaNumeruKSeF>2026-11-20T12:00:02.5+01:00</DataNadaniaNumeruKSeF>
    <SkrotDokumentu>{digest}</SkrotDokumentu><TrybWysylki>{mode}</TrybWysylki></Dokument></Potwierdzenie>""".encode()


def problem(*codes: int) -> httpx.Response:
    errors = [{"code": code, "description": "opis", "details": ["szczegół"]} for code in codes]
    return httpx.Response(400, json={"title": "Bad Request", "status": 400, "errors": errors})


def legacy(code: int) -> httpx.Response:
    detail = {"exceptionCode": code, "exceptionDescription": "opis", "details": None}
    return httpx.Response(400, json={"exception": {"exceptionDetailList": [detail]}})


def status(code: int, **more) -> httpx.Response:
    return httpx.Response(200, json={"status": {"code": code, "description": "opis", **more}})


@dataclass
class OddKsef:
    """Answers as a healthy KSeF would, unless a path has been given another answer."""

    clock: object
    key: rsa.RSAPrivateKey
    other: dict[str, Callable[[httpx.Request], httpx.Response]] = field(default_factory=dict)
    certificate: str = ""

    def jwt(self, **life: float) -> dict[str, str]:
        until = self.clock.now() + timedelta(**(life or {"minutes": 15}))
        return {"token": f"jwt-{until.timestamp()}", "validUntil": until.astimezone(UTC).isoformat()}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/v2")
        if path in self.other:
            return self.other[path](request)
        return httpx.Response(202, json=self.healthy(path))

    def healthy(self, path: str):
        answers = {
            "/auth/challenge": lambda: {
                "challenge": "20261120-CR-226FB7B000-3ACF9BE4C0-10",
                "timestampMs": 1,
            },
            "/auth/xades-signature": lambda: {"referenceNumber": "AU", "authenticationToken": self.jwt()},
            "/auth/AU": lambda: {"status": {"code": 200, "description": "ok"}},
            "/auth/token/redeem": lambda: {"accessToken": self.jwt(), "refreshToken": self.jwt(days=7)},
            "/auth/token/refresh": lambda: {"accessToken": self.jwt()},
            "/security/public-key-certificates": self.keys,
            "/sessions/online": lambda: {
                "referenceNumber": SENT.session,
                "validUntil": self.jwt(hours=12)["validUntil"],
            },
            f"/sessions/online/{SENT.session}/invoices": lambda: {"referenceNumber": SENT.invoice},
        }
        return answers[path]()

    def keys(self):
        spki = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return [
            {
                "certificate": self.certificate,
                "certificateId": "x",
                "publicKeyId": base64.b64encode(hashlib.sha256(spki).digest()).decode(),
                "validFrom": "2026-01-01T00:00:00+00:00",
                "validTo": "2027-01-01T00:00:00+00:00",
                "usage": ["SymmetricKeyEncryption", "KsefTokenEncryption"],
            }
        ]


@pytest.fixture(scope="module")
def ministry_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
async def odd(clock, answering, company, make_credentials, ministry_key):
    ksef = OddKsef(clock, ministry_key)
    pem = make_credentials(key=ksef.key).certificate
    ksef.certificate = base64.b64encode(
        x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)
    ).decode()
    ksef.far_end = answering(ksef)
    ours = make_credentials()
    ksef.naps = []

    async def credentials(_):
        return ours

    async def nap(seconds: float) -> None:
        ksef.naps.append(seconds)

    async with ksef.far_end.client() as http:
        ksef.counters = Counters(http, KsefSettings(BASE), clock, credentials, sleep=nap)
        ksef.gateway = KsefGatewayOverHttp(ksef.counters)
        ksef.submit = lambda: ksef.gateway.submit(company, XML, offline=False)
        ksef.outcome = lambda: ksef.gateway.outcome(company, SENT, DIGEST)
        ksef.count = lambda ending: sum(each.url.path.endswith(ending) for each in ksef.far_end.asked)
        yield ksef


@pytest.fixture
def answers(odd):
    """Gives a path another answer: a response, an exception, or several in turn."""

    def give(path: str, *responses):
        left = list(responses)

        def answer(request: httpx.Request) -> httpx.Response:
            response = left.pop(0) if len(left) > 1 else left[0]
            if isinstance(response, Exception):
                raise response
            return response

        odd.other[path] = answer

    return give


@pytest.fixture
def invoice_is(answers):
    """Says what the status of our sending is."""
    return lambda response: answers(f"/sessions/{SENT.session}/invoices/{SENT.invoice}", response)


@pytest.fixture
def accepted_as(invoice_is):
    def say(**more):
        body = {
            "ksefNumber": str(NUMBER),
            "invoiceHash": HASH,
            "invoicingDate": "2026-11-20T11:00:01+00:00",
            "status": {"code": 200, "description": "Sukces"},
        }
        invoice_is(httpx.Response(200, json=body | more))

    return say


# --- logging in ---


async def test_a_lost_redemption_is_not_repeated_but_logged_in_anew_next_time(odd, answers):
    answers("/auth/token/redeem", httpx.ReadTimeout("lost"))
    with pytest.raises(Unavailable):
        await odd.submit()
    assert odd.count("/redeem") == 1

    del odd.other["/auth/token/redeem"]
    await odd.submit()

    assert (odd.count("/redeem"), odd.count("/challenge")) == (2, 2)


async def test_a_refused_redemption_means_log_in_anew(odd, answers):
    answers("/auth/token/redeem", problem(21301))

    with pytest.raises(Refused, match="ksef-login-refused"):
        await odd.submit()


async def test_polling_grows_slower_and_ends(odd, answers):
    answers("/auth/AU", status(100))

    with pytest.raises(Unavailable, match="ksef-login-slow"):
        await odd.submit()

    assert odd.naps[0] == 0.1
    assert max(odd.naps) == 1.0
    assert 120 <= sum(odd.naps) <= 122


@pytest.mark.parametrize(
    ("code", "error", "reason"),
    [
        (415, Refused, "ksef-login-refused-permissions"),
        (450, Refused, "ksef-login-refused-token"),
        (460, Refused, "ksef-login-refused-certificate"),
        (480, Refused, "ksef-login-refused-blocked"),
        (499, Refused, "ksef-login-refused"),
        (500, Unavailable, "ksef-login-cancelled"),
        (550, Unavailable, "ksef-login-cancelled"),
    ],
)
async def test_each_end_of_a_login_has_its_reason(odd, answers, code, error, reason):
    answers("/auth/AU", status(code, details=["powód"]))

    with pytest.raises(error) as failure:
        await odd.submit()

    assert failure.value.reason == reason


async def test_an_expired_challenge_is_nobodys_fault(odd, answers):
    answers("/auth/xades-signature", problem(21111))

    with pytest.raises(Unavailable, match="ksef-login-expired"):
        await odd.submit()


async def test_a_login_that_fails_for_ten_callers_is_tried_once(odd, answers):
    answers("/auth/challenge", httpx.Response(503))

    ends = await asyncio.gather(*(odd.submit() for _ in range(10)), return_exceptions=True)

    assert {type(end) for end in ends} == {Unavailable}
    assert odd.count("/challenge") == 1


async def test_a_caller_who_gives_up_does_not_take_the_others_along():
    flight, begun, released = SingleFlight[str](), asyncio.Event(), asyncio.Event()
    calls = 0

    async def log_in() -> str:
        nonlocal calls
        calls += 1
        begun.set()
        await released.wait()
        return "token"

    first = asyncio.ensure_future(flight(log_in))
    await begun.wait()
    others = [asyncio.ensure_future(flight(log_in)) for _ in range(3)]
    await asyncio.sleep(0)
    first.cancel()
    begun.clear()
    await begun.wait()  # the next in line has taken over
    released.set()

    assert await asyncio.gather(*others) == ["token"] * 3
    assert (first.cancelled(), calls) == (True, 2)


async def test_an_access_token_is_refreshed_before_it_ends(odd, clock):
    await odd.submit()
    clock.advance(minutes=14)

    await odd.submit()

    assert (odd.count("/token/refresh"), odd.count("/challenge")) == (1, 1)


async def test_a_refresh_token_that_was_revoked_means_log_in_anew(odd, answers, clock):
    await odd.submit()
    clock.advance(minutes=14)
    answers("/auth/token/refresh", problem(21301))

    await odd.submit()

    assert odd.count("/challenge") == 2


async def test_a_token_refused_right_after_it_was_given_is_ksefs_trouble_and_not_the_companys(odd, answers):
    answers("/sessions/online", httpx.Response(401, json={"title": "Unauthorized", "status": 401}))

    with pytest.raises(Unavailable, match="ksef-unavailable"):
        await odd.submit()

    assert (odd.count("/sessions/online"), odd.count("/challenge")) == (2, 2)


# --- sending ---


@pytest.mark.parametrize(
    ("said", "wait"), [("30", 30.0), ("", None), ("Fri, 20 Nov 2026 12:01:00 GMT", 60.0)]
)
async def test_too_many_requests_tells_how_long_to_wait(odd, answers, said, wait):
    headers = {"Retry-After": said, "Date": "Fri, 20 Nov 2026 12:00:00 GMT"}
    answers(f"/sessions/online/{SENT.session}/invoices", httpx.Response(429, headers=headers))

    with pytest.raises(Unavailable) as failure:
        await odd.submit()

    assert failure.value.retry_after == wait


@pytest.mark.parametrize(
    "refusal", [problem(21180), legacy(21180), problem(21173), problem(21155), problem(21184)]
)
async def test_a_session_that_takes_no_more_is_replaced_once(odd, answers, refusal):
    answers(
        f"/sessions/online/{SENT.session}/invoices",
        refusal,
        httpx.Response(202, json={"referenceNumber": "EE"}),
    )

    reference = await odd.submit()

    assert reference.invoice == "EE"
    assert odd.count("/sessions/online") == 2


async def test_a_session_that_takes_nothing_ever_is_not_replaced_for_ever(odd, answers):
    answers(f"/sessions/online/{SENT.session}/invoices", problem(21180))

    with pytest.raises(Misunderstood):
        await odd.submit()

    assert odd.count("/sessions/online") == 2


async def test_a_key_refused_twice_is_not_fetched_for_ever(odd, answers):
    answers("/sessions/online", problem(21470))

    with pytest.raises(Misunderstood):
        await odd.submit()

    assert odd.count("/security/public-key-certificates") == 2


async def test_missing_permissions_are_the_companys_problem(odd, answers):
    answers(
        "/sessions/online", httpx.Response(403, json={"reasonCode": "missing-permissions", "status": 403})
    )

    with pytest.raises(Refused) as refusal:
        await odd.submit()

    assert refusal.value.reason == "ksef-refused-missing-permissions"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(301, headers={"Location": "https://elsewhere.example/"}), Misunderstood),
        (httpx.Response(404), Misunderstood),
        (httpx.Response(200, text="<html>"), Misunderstood),
        (httpx.Response(200, json=[]), Misunderstood),
        (httpx.Response(400, text="<html>"), Misunderstood),
        (httpx.Response(400, json={"errors": ["no object"]}), Misunderstood),
        (httpx.Response(400, json={"errors": [{"code": 21405, "details": 5}]}), Misunderstood),
        (httpx.Response(400, json={"exception": "no object"}), Misunderstood),
        (httpx.Response(502, text="<html>"), Unavailable),
        (httpx.ConnectError("refused"), Unavailable),
        (httpx.RemoteProtocolError("cut"), Unavailable),
    ],
)
async def test_any_other_answer_is_one_of_our_errors(odd, answers, answer, error):
    answers(f"/sessions/online/{SENT.session}/invoices", answer)

    with pytest.raises(error):
        await odd.submit()

    assert {each.url.host for each in odd.far_end.asked} == {"ksef.example"}


async def test_a_warning_of_the_system_is_logged_and_changes_nothing(odd, answers, caplog):
    warned = httpx.Response(
        202, json={"referenceNumber": "EE"}, headers={"X-System-Warning": "[xml-002]: znaki"}
    )
    answers(f"/sessions/online/{SENT.session}/invoices", warned)

    with caplog.at_level(logging.WARNING, logger="ksef"):
        assert (await odd.submit()).invoice == "EE"

    [record] = caplog.records
    assert record.warning == "[xml-002]: znaki"


async def test_every_request_asks_for_problem_details_and_one_feature_at_most(odd):
    await odd.submit()

    assert {each.headers["X-Error-Format"] for each in odd.far_end.asked} == {"problem-details"}
    features = [each.headers.get_list("X-KSeF-Feature") for each in odd.far_end.asked]
    assert [each for each in features if each] == [["subject-identifier-validation"]]


# --- what became of it ---


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (100, Pending()),
        (150, Pending()),
        (199, Pending()),
        (405, SendAgain(405)),
        (500, SendAgain(500)),
        (550, SendAgain(550)),
        (599, SendAgain(599)),
        (410, Refusal(410, "opis", ("a", "b"))),
        (455, Refusal(455, "opis", ("a", "b"))),
    ],
)
async def test_each_status_has_its_meaning_even_one_nobody_has_told_us_of(odd, invoice_is, code, expected):
    invoice_is(status(code, details=["a", "b"], more=True))

    assert await odd.outcome() == expected


async def test_nothing_more_goes_into_a_session_that_died(odd, invoice_is):
    await odd.submit()
    invoice_is(status(405))
    await odd.outcome()

    await odd.submit()

    assert odd.count("/sessions/online") == 2


async def test_a_receipt_comes_by_the_presigned_address_without_our_token(odd, accepted_as, answers):
    accepted_as(upoDownloadUrl=f"{BASE}/download/upo?sig=1")
    answers("/download/upo", httpx.Response(200, content=receipt()))

    outcome = await odd.outcome()

    assert isinstance(outcome, Accepted)
    assert outcome.received_by_ksef_at.isoformat() == "2026-11-20T12:00:01.123000+01:00"
    assert outcome.upo == receipt()
    assert "Authorization" not in odd.far_end.asked[-1].headers


async def test_an_address_on_another_host_is_never_followed(odd, accepted_as, answers):
    accepted_as(upoDownloadUrl="https://elsewhere.example/upo")
    answers(f"/sessions/{SENT.session}/invoices/{SENT.invoice}/upo", httpx.Response(200, content=receipt()))

    assert isinstance(await odd.outcome(), Accepted)
    assert {each.url.host for each in odd.far_end.asked} == {"ksef.example"}


async def test_a_presigned_address_that_has_run_out_is_no_loss(odd, accepted_as, answers):
    accepted_as(upoDownloadUrl=f"{BASE}/download/upo?sig=1")
    answers("/download/upo", httpx.Response(403))
    answers(f"/sessions/{SENT.session}/invoices/{SENT.invoice}/upo", httpx.Response(200, content=receipt()))

    assert isinstance(await odd.outcome(), Accepted)


async def test_a_receipt_not_made_yet_is_waited_for(odd, accepted_as, answers):
    accepted_as()
    answers(f"/sessions/{SENT.session}/invoices/{SENT.invoice}/upo", problem(21178))

    assert await odd.outcome() == Pending()


@pytest.mark.parametrize(
    "upo",
    [
        receipt(digest=base64.b64encode(bytes(32)).decode()),
        receipt(number=KsefNumber.parse("5265877635-20250826-0100001AF629-AF")),
        receipt(digest="not base64!"),
        b"<Potwierdzenie/>",
        b"no xml",
        b"",
    ],
)
async def test_a_receipt_that_does_not_fit_is_no_proof(odd, accepted_as, answers, upo):
    accepted_as()
    answers(f"/sessions/{SENT.session}/invoices/{SENT.invoice}/upo", httpx.Response(200, content=upo))

    with pytest.raises(Misunderstood):
        await odd.outcome()


async def test_a_status_about_another_document_is_not_ours(odd, accepted_as):
    accepted_as(invoiceHash=base64.b64encode(bytes(32)).decode())

    with pytest.raises(Misunderstood, match="ksef-hash-mismatch"):
        await odd.outcome()


# --- duplicates ---


@pytest.fixture
def duplicate(invoice_is):
    def say(**more):
        extensions = {"originalKsefNumber": str(NUMBER), "originalSessionReferenceNumber": OLD_SESSION}
        invoice_is(status(440, **({"details": [], "extensions": extensions} | more)))

    return say


OLD_RECEIPT = f"/sessions/{OLD_SESSION}/invoices/ksef/{NUMBER}/upo"


async def test_a_duplicate_whose_receipt_names_our_digest_is_our_acceptance(odd, duplicate, answers):
    duplicate()
    answers(OLD_RECEIPT, httpx.Response(200, content=receipt(mode="Offline")))

    outcome = await odd.outcome()

    assert isinstance(outcome, Accepted)
    assert (outcome.number, outcome.offline) == (NUMBER, True)


async def test_a_duplicate_named_only_in_words_is_understood_too(odd, duplicate, answers):
    duplicate(
        extensions=None,
        details=[f"Faktura o numerze KSeF: {NUMBER} została przesłana w sesji: {OLD_SESSION}"],
    )
    answers(OLD_RECEIPT, httpx.Response(200, content=receipt()))

    assert isinstance(await odd.outcome(), Accepted)


async def test_a_duplicate_that_names_nothing_is_a_refusal(odd, duplicate):
    duplicate(extensions=None, details=["Duplikat faktury"])

    assert await odd.outcome() == Refusal(440, "opis", ("Duplikat faktury",))


@pytest.mark.parametrize("refusal", [problem(21173), problem(21178), httpx.Response(403, json={})])
async def test_an_original_in_a_foreign_session_is_compared_byte_for_byte(odd, duplicate, answers, refusal):
    duplicate()
    answers(OLD_RECEIPT, refusal)
    answers(f"/invoices/ksef/{NUMBER}", httpx.Response(200, content=XML))
    row = {
        "ksefNumber": str(NUMBER),
        "invoicingDate": "2026-11-20T11:00:01+00:00",
        "acquisitionDate": "2026-11-20T11:00:02+00:00",
        "invoicingMode": "Online",
    }
    answers("/invoices/query/metadata", httpx.Response(200, json={"invoices": [row]}))

    outcome = await odd.outcome()

    assert isinstance(outcome, Accepted)
    assert (outcome.number, outcome.upo, outcome.offline) == (NUMBER, b"", False)


async def test_an_original_of_other_bytes_is_not_ours(odd, duplicate, answers):
    duplicate()
    answers(OLD_RECEIPT, problem(21173))
    answers(f"/invoices/ksef/{NUMBER}", httpx.Response(200, content=b"<Inna/>"))

    assert await odd.outcome() == NumberTaken(NUMBER, hashlib.sha256(b"<Inna/>").digest())


@pytest.mark.parametrize("refusal", [problem(21164), problem(21165), httpx.Response(403, json={})])
async def test_an_original_nobody_shows_us_is_asked_for_again(odd, duplicate, answers, refusal):
    duplicate()
    answers(OLD_RECEIPT, problem(21173))
    answers(f"/invoices/ksef/{NUMBER}", refusal)

    with pytest.raises(Unavailable, match="ksef-original-unreadable"):
        await odd.outcome()
