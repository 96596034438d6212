"""Every way into KSeF: certificate, token of either kind of key, and a signature made elsewhere; and out again."""

import asyncio
import base64
import hashlib
import json
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from lxml import etree

from invoicing.model.errors import InvalidNip, InvalidValue, Refused, Unavailable
from ksef.auth import Login
from ksef.client import KsefClient
from ksef.contexts import Context
from ksef.credentials import KeptLogin, TokenCredentials
from ksef.crypto import seal
from ksef.environments import KsefSettings
from ksef.keys import PublicKeys, Usage
from ksef.logins import end_session, sessions_of
from ksef.signed_elsewhere import LIFE, Prepared
from ksef.tokens import Jwt, Tokens
from ksef.xades import AUTH, DS, Signer
from sandbox.ksef.access import OWNER
from sandbox.ksef.xades import Context as TheirContext

OURS = Context.parse("Nip:5265877635")
CONTEXTS = ["Nip:5265877635", "InternalId:5265877635-00017", "NipVatUe:5265877635-ATU12345678"]
KEYS = {
    "rsa": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "ec": lambda: ec.generate_private_key(ec.SECP256R1()),
}


@pytest.fixture
async def login(ksef):
    asked: list[httpx.Request] = []

    async def remember(request: httpx.Request) -> None:
        asked.append(request)

    async with httpx.AsyncClient(event_hooks={"request": [remember]}) as http:
        settings = KsefSettings(api=f"{ksef.api.base_url}/v2", timeout=10, login_poll=0.05)
        client = KsefClient(http, settings.api, 2)
        made = Login(client, PublicKeys(client, ksef.clock), settings, ksef.clock, asyncio.sleep)
        made.client, made.asked = client, asked
        yield made


async def whose(ksef, company: UUID) -> str:
    """The context in which the latest log-in of a company is."""
    await sessions_of(ksef.counters.of(company))
    return str(list(ksef.api._auth.logins.values())[-1].context.value)


# --- contexts ---


@pytest.mark.parametrize("text", CONTEXTS)
@pytest.mark.parametrize("kind", KEYS)
async def test_a_certificate_logs_in_to_each_kind_of_context(ksef, company, make_credentials, text, kind):
    context = Context.parse(text)
    ksef.credentials[company] = replace(make_credentials(key=KEYS[kind]()), context=context)

    assert await whose(ksef, company) == context.value


@pytest.mark.parametrize("text", CONTEXTS[:2])
async def test_a_token_logs_in_to_the_contexts_that_have_tokens(ksef, company, text):
    context = Context.parse(text)
    office = ksef.api._office
    token = office.permissions.add_token(TheirContext(context.kind.value, context.value), OWNER, office.now())
    ksef.credentials[company] = TokenCredentials(context, token.text)

    assert await whose(ksef, company) == context.value


async def test_a_token_of_another_context_is_told(ksef, company):
    token = ksef.api.add_token("5265877635")
    ksef.credentials[company] = TokenCredentials(Context.parse(CONTEXTS[1]), token)

    with pytest.raises(Refused, match="ksef-login-refused-token"):
        await whose(ksef, company)


@pytest.mark.parametrize("text", [*CONTEXTS, " nip : 5265877635", "INTERNALID:5265877635-00017"])
def test_a_context_is_read_as_people_write_it(text):
    assert Context.parse(str(Context.parse(text))) == Context.parse(text)
    assert Context.parse(text).nip == OURS.nip


@pytest.mark.parametrize(
    "text",
    [
        "", "5265877635", "Nip:", "Nip:526587763", "Nip:52658776350", "Nip:526-587-76", "InternalId:5265877635",
        "InternalId:5265877635-0001", "InternalId:5265877635-0001x", "NipVatUe:5265877635", "PeppolId:PPL123456",
        "NipVatUe:5265877635-PL5265877635", "NipVatUe:5265877635-ATU1234567", "NipVatUe:5265877635-atu12345678",
    ],
)  # fmt: skip
def test_what_is_no_context_is_told(text):
    with pytest.raises(InvalidValue, match="ksef-context"):
        Context.parse(text)


def test_the_nip_in_a_context_has_its_check_digit():
    with pytest.raises(InvalidNip, match="nip-checksum"):
        Context.parse("InternalId:5265877636-00017")


# --- several companies, tokens that end ---


async def test_many_companies_at_once_each_with_its_own_log_in(ksef, make_credentials):
    nips = ["5265877635", "9990001137", "5260250274", "7740001454"]
    companies = [UUID(int=number) for number in range(10, 14)]
    ksef.credentials |= dict(zip(companies, map(make_credentials, nips), strict=True))

    async def seen(company: UUID) -> set[str]:
        listed = await asyncio.gather(*(sessions_of(ksef.counters.of(company)) for _ in range(5)))
        return {one.reference for sessions in listed for one in sessions if one.is_current}

    logins = await asyncio.gather(*(seen(company) for company in companies))

    assert [len(one) for one in logins] == [1, 1, 1, 1]
    assert len(set.union(*logins)) == 4
    values = {reference: login.context.value for reference, login in ksef.api._auth.logins.items()}
    assert [values[one.pop()] for one in logins] == nips
    assert ksef.count("/auth/token/redeem") == 4


async def test_a_session_ended_elsewhere_means_another_log_in_when_its_token_ends(ksef, company):
    counter = ksef.counters.of(company)
    [first] = await sessions_of(counter)
    await counter.access.authorized(
        lambda token: counter.client.call("DELETE", f"/auth/sessions/{first.reference}", token=token)
    )
    ksef.world.clock.advance(14 * 60)

    listed = await sessions_of(counter)

    [current] = [one for one in listed if one.is_current]
    assert current.reference != first.reference
    assert ksef.count("/auth/token/refresh") == 1


async def test_a_refresh_token_serves_again_and_again(ksef, company):
    counter = ksef.counters.of(company)

    for _ in range(4):
        await sessions_of(counter)
        ksef.world.clock.advance(14 * 60)

    assert (ksef.count("/auth/token/refresh"), ksef.count("/auth/challenge")) == (3, 1)


async def test_log_ins_are_listed_over_pages(ksef, company, login, make_credentials):
    await login(make_credentials())
    [one] = ksef.api._auth.logins.values()
    for number in range(103):
        ksef.api._auth.logins[f"copy-{number}"] = replace(one, reference=one.reference[:-3] + f"{number:03}")

    listed = await sessions_of(ksef.counters.of(company))

    assert len(listed) == 105
    assert sum(session.is_current for session in listed) == 1
    assert listed[0].method


async def test_a_log_in_is_ended_and_nothing_is_refreshed_any_more(ksef, login, make_credentials):
    tokens = await login(make_credentials())

    await end_session(login.client, tokens.refresh)
    await end_session(login.client, tokens.refresh)  # twice is no fault

    with pytest.raises(Refused):
        await login.refresh(tokens.refresh)
    with pytest.raises(Refused, match="ksef-login-ended"):
        await login(KeptLogin(OURS, tokens))


async def test_a_token_nobody_knows_is_nothing_to_end_and_ends_nobody_else_s_log_in(login, make_credentials):
    tokens = await login(make_credentials())

    await end_session(login.client, Jwt("x.y.z", datetime.now(UTC)))

    assert (login.asked[-1].method, login.asked[-1].url.path) == ("DELETE", "/v2/auth/sessions/current")
    assert (await login.refresh(tokens.refresh)).token != tokens.access.token


# --- bad input ---


async def test_an_expired_certificate_is_told_before_anything_is_sent(ksef, company, make_credentials):
    ksef.credentials[company] = make_credentials(start=ksef.clock.now() - timedelta(days=800))

    with pytest.raises(Refused, match="ksef-certificate-expired") as refusal:
        await whose(ksef, company)

    assert refusal.value.details["day"] == "12.08.2026"
    assert ksef.requests == []


async def test_a_certificate_of_the_future_is_told(ksef, company, make_credentials):
    ksef.credentials[company] = make_credentials(start=ksef.clock.now() + timedelta(days=3))

    with pytest.raises(Refused, match="ksef-certificate-early"):
        await whose(ksef, company)


async def test_a_wrong_clock_does_not_date_the_signature(ksef, login, clock, make_credentials):
    """The signature bears KSeF's time, so that a clock that is wrong by an hour lets the company in all the same."""
    login._clock = clock
    clock.advance(hours=1)

    tokens = await login(make_credentials())

    assert tokens.access.valid_until < clock.now()
    [sent] = [each for each in login.asked if each.url.path.endswith("/xades-signature")]
    assert b"SigningTime>2026-11-20T10:5" in sent.content  # a minute back from noon in Warsaw, not from one


async def test_a_wrong_clock_is_named_when_ksef_refuses_a_signature(clock, answering, make_credentials):
    given = {"challenge": "20261120-CR-226FB7B000-3ACF9BE4C0-10", "timestampMs": 1795172400000}
    refusal = {"title": "Bad Request", "status": 400, "errors": [{"code": 9105, "description": "podpis"}]}

    def ksef(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/auth/challenge"):
            return httpx.Response(200, json=given)
        return httpx.Response(400, json=refusal)

    clock.advance(hours=2)
    async with answering(ksef).client() as http:
        client = KsefClient(http, "http://ksef.example/v2")
        login = Login(
            client, PublicKeys(client, clock), KsefSettings("http://ksef.example/v2"), clock, asyncio.sleep
        )
        with pytest.raises(Refused, match="ksef-clock"):
            await login(make_credentials())


async def test_a_wrong_token_is_told(ksef, company):
    ksef.credentials[company] = TokenCredentials(
        OURS, "20261120-EC-0000000000-0000000000-00|nip-5265877635|" + "0" * 64
    )

    with pytest.raises(Refused, match="ksef-login-refused-token"):
        await whose(ksef, company)


async def test_a_warning_about_our_signature_is_logged(ksef, login, make_credentials, caplog):
    warning = "[sig-001]: Format podpisu niezgodny z akceptowanymi profilami XAdES"
    ksef.api.set_state(faults={"system_warning": warning})

    with caplog.at_level(logging.WARNING, logger="ksef"):
        await login(make_credentials())

    assert {"/v2/auth/xades-signature"} <= {
        record.path for record in caplog.records if record.warning == warning
    }


# --- the Ministry's key on a curve ---


@pytest.fixture
def on_curve(answering):
    """A KSeF whose key for tokens lies on P-256; remembers what was sealed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Ministerstwo")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
    der = (
        made.not_valid_after(datetime(2027, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
        .public_bytes(Encoding.DER)
    )
    entry = {
        "certificate": base64.b64encode(der).decode(), "certificateId": "x" * 44, "publicKeyId": "k" * 44,
        "validFrom": "2026-01-01T00:00:00+00:00", "validTo": "2027-01-01T00:00:00+00:00",
        "usage": ["KsefTokenEncryption", "SymmetricKeyEncryption"],
    }  # fmt: skip
    far_end = answering(lambda _: httpx.Response(200, json=[entry]))
    far_end.key = key
    return far_end


def opened(key: ec.EllipticCurvePrivateKey, sealed: str) -> bytes:
    """What the Ministry reads: SubjectPublicKeyInfo (91 bytes), nonce (12), tag (16), ciphertext."""
    raw = base64.b64decode(sealed)
    theirs, nonce, tag, secret = raw[:91], raw[91:103], raw[103:119], raw[119:]
    shared = key.exchange(ec.ECDH(), load_der_public_key(theirs))
    return AESGCM(hashlib.sha256(shared).digest()).decrypt(nonce, secret + tag, None)


async def test_a_token_is_sealed_for_a_key_on_a_curve(on_curve, clock):
    async with on_curve.client() as http:
        key = await PublicKeys(KsefClient(http, "http://ksef.example/v2"), clock).current(Usage.TOKEN)
    first, second = seal(key.key, b"token|1795172400000"), seal(key.key, b"token|1795172400000")

    assert opened(on_curve.key, first) == opened(on_curve.key, second) == b"token|1795172400000"
    assert first != second


async def test_a_key_on_a_curve_never_seals_the_key_of_documents(on_curve, clock):
    async with on_curve.client() as http:
        with pytest.raises(Exception, match="ksef-no-public-key"):
            await PublicKeys(KsefClient(http, "http://ksef.example/v2"), clock).current(Usage.SYMMETRIC_KEY)


def test_the_sealed_bytes_begin_with_a_whole_public_key():
    key = ec.generate_private_key(ec.SECP256R1()).public_key()

    assert len(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)) == 91


# --- a signature made elsewhere ---


@pytest.fixture
async def prepared(login):
    return Prepared.of(await login.challenge(), OURS)


@pytest.fixture
def sign(make_credentials, clock):
    """What a person's own program does: sign a document it was given, without changing it."""

    def signing(document: bytes, key=None) -> bytes:
        root = etree.fromstring(document)
        Signer(make_credentials(key=key)).sign(root, clock.now())
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8")

    return signing


async def test_a_document_signed_elsewhere_logs_in_and_is_kept(ksef, login, prepared, sign):
    document = sign(prepared.unsigned())
    prepared.check(document, ksef.clock.now())

    tokens = await login.with_signed(document)

    kept = Tokens.read(json.loads(tokens.written()))
    assert kept == tokens
    assert tokens.refresh.valid_until - ksef.clock.now() > timedelta(days=6)
    assert (await login(KeptLogin(OURS, kept))).refresh == kept.refresh
    assert kept.refresh.token not in repr(kept)


async def test_a_kept_login_that_ran_out_is_told_without_asking_ksef(ksef, login, prepared, sign):
    tokens = await login.with_signed(sign(prepared.unsigned()))
    ksef.world.clock.advance(timedelta(days=8).total_seconds())
    login.asked.clear()

    with pytest.raises(Refused, match="ksef-login-ended"):
        await login(KeptLogin(OURS, tokens))

    assert login.asked == []


async def test_a_signed_document_serves_once(login, prepared, sign):
    document = sign(prepared.unsigned())
    await login.with_signed(document)

    with pytest.raises(Unavailable, match="ksef-login-expired"):
        await login.with_signed(document)


async def test_what_was_prepared_is_found_again_as_it_was(prepared):
    assert Prepared.read(prepared.written()) == prepared
    for nothing in (None, b""):
        with pytest.raises(Refused, match="ksef-signed-unprepared"):
            Prepared.read(nothing)


async def test_a_document_is_checked_before_it_is_sent(ksef, login, prepared, sign):
    now, good = ksef.clock.now(), sign(prepared.unsigned())
    other = Prepared.of(await login.challenge(), OURS)
    foreign = Prepared(prepared.challenge, Context.parse("Nip:9990001137"), prepared.until)
    detached = b"<x>" + good[good.index(b"<ds:Signature") : good.index(b"</AuthTokenRequest>")] + b"</x>"
    cases = {
        "ksef-signed-missing": prepared.unsigned(),
        "ksef-signed-several": sign(good),
        "ksef-signed-challenge": sign(other.unsigned()),
        "ksef-signed-context": sign(foreign.unsigned()),
        "ksef-signed-foreign": detached,
        "ksef-signed-unreadable": b"%PDF-1.7",
    }

    for reason, document in cases.items():
        with pytest.raises(Refused) as refusal:
            prepared.check(document, now)
        assert refusal.value.reason == reason
    for junk in (
        b"",
        b"PK\x03\x04",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        b"<a>" + b"x" * 3_000_000 + b"</a>",
    ):
        with pytest.raises(Refused, match="ksef-signed-unreadable"):
            prepared.check(junk, now)
    prepared.check(good, now)
    prepared.check(good, prepared.until - timedelta(seconds=1))
    with pytest.raises(Refused, match="ksef-signed-late"):
        prepared.check(good, prepared.until)


async def test_an_enveloping_signature_is_taken_too(ksef, prepared):
    request = prepared.unsigned().partition(b"?>")[2].strip()
    document = b'<ds:Signature xmlns:ds="%s"><ds:Object>%s</ds:Object></ds:Signature>' % (
        DS.encode(),
        request,
    )

    prepared.check(document, ksef.clock.now())


async def test_the_unsigned_document_holds_what_the_schema_orders(prepared):
    root = etree.fromstring(prepared.unsigned())

    assert [etree.QName(child).localname for child in root] == [
        "Challenge", "ContextIdentifier", "SubjectIdentifierType",
    ]  # fmt: skip
    assert root.findtext(f"{{{AUTH}}}ContextIdentifier/{{{AUTH}}}Nip") == "5265877635"
    assert timedelta(minutes=10) == LIFE
