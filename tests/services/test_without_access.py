"""A company that cannot get into KSeF issues nothing that must go there: the draft waits, and the way in is offered."""

from datetime import date, timedelta

import pytest

from invoicing.model.errors import Refused
from invoicing.model.lifecycle import Status
from invoicing.model.offline import OfflineMode, Outage, OutageKind
from invoicing.services.access.certificates import CertificateType, Wallet, held, keep_wallet, wallet_of
from invoicing.services.access.handing_in import HandedCertificate, HandIn, ReadCertificate
from invoicing.services.access.login_desk import LOGIN
from invoicing.services.access.token_names import TOKEN, TOKEN_END
from invoicing.services.access.way_in import note_login
from invoicing.services.issuing.held_drafts import ReleaseHeldDrafts
from invoicing.services.mail_trust.joining import JoinByMail
from invoicing.services.messages import MailProof
from invoicing.services.records import Role
from tests.services.house import MAILBOX, OLA, PUBLIC, SENTENCE
from tests.services.test_signing_in_the_chat import file_of, send

JAN, EWA = "1003", "1004"
FRIDAY = date(2026, 11, 20)
PRIVATE = "faktura dla osoby prywatnej Jan Kowalski, ul. Lipowa 3, 00-001 Warszawa, montaż 900 zł brutto"
AUTH, OFFLINE = CertificateType.AUTHENTICATION, CertificateType.OFFLINE


async def company_of(work):
    (company, *_) = await work.companies.all()
    return company.id


def certificate(house, kind, days, serial="01F20A5D352AE590"):
    now = house.clock.now()
    return held(
        kind, serial=serial, name="x", valid_from=now - timedelta(days=365), valid_to=now + timedelta(days=days),
        certificate=b"pem", key=b"key",
    )  # fmt: skip


async def put(house, name, value):
    async with house.units() as work:
        await work.companies.put_secret(await company_of(work), name, value)


async def holds(house, *certificates):
    async with house.units() as work:
        await keep_wallet(work, await company_of(work), Wallet(certificates))


async def announce(house, kind):
    house.lighthouse.says(kind, Outage(kind, FRIDAY, None))
    await house.watch()


@pytest.fixture
async def shut(house):
    """The company has neither a certificate nor a token."""

    async def links(company_id, sha256):
        async with house.units.reading() as work:
            wallet = await wallet_of(work, company_id)
        return f"{PUBLIC}/kod" if wallet.offline_certificate(house.clock.now()) else None

    house.issuer_links = links
    house.start()
    await put(house, TOKEN, b"")
    return house


async def nothing(house):
    """Nothing more than that."""


async def an_ended_token(house):
    await put(house, TOKEN, b"secret")
    await put(house, TOKEN_END, b"2026-11-19")


async def an_ended_certificate(house):
    await holds(house, certificate(house, AUTH, -1))


async def an_ended_log_in(house):
    await put(house, LOGIN, b"{}")
    async with house.units() as work:
        await note_login(work, await company_of(work), house.clock.now() - timedelta(days=2))


async def an_offline_certificate(house):
    await holds(house, certificate(house, OFFLINE, 300))


async def an_ended_offline_certificate(house):
    await holds(house, certificate(house, OFFLINE, -1))


async def both_ended(house):
    await holds(house, certificate(house, AUTH, -1, "0A"), certificate(house, OFFLINE, -1, "0B"))


@pytest.mark.parametrize(
    ("has", "door", "ended", "offline24"),
    [
        (nothing, "missing", None, False),
        (an_ended_token, "token-ended", "2026-11-19", False),
        (an_ended_certificate, "certificate-ended", "2026-11-19", False),
        (an_ended_log_in, "login-ended", "2026-11-18", False),
        (an_offline_certificate, "missing", None, True),
        (an_ended_offline_certificate, "missing", None, False),
        (both_ended, "certificate-ended", "2026-11-19", False),
    ],
)
async def test_the_card_says_why_nothing_can_be_issued_and_offers_access_in_place_of_it(
    shut, has, door, ended, offline24
):
    await has(shut)
    await shut.say(SENTENCE)

    card = shut.last()
    others = ["issue-offline24"] if offline24 else []
    assert card.labels == ["give-access", *others, "edit", "cancel"]
    assert (card.data["mode"]["way"], card.data["mode"]["why"]) == ("give-access", "no-access")
    assert card.data["mode"]["access"] == {
        "door": door,
        "ended": ended,
        "offline24_until": "2026-11-23" if offline24 else None,
    }


async def a_token_of_another_year(house):
    await put(house, TOKEN, b"secret")
    await put(house, TOKEN_END, b"2026-11-20")


async def a_certificate(house):
    await holds(house, certificate(house, AUTH, 300))


async def an_ended_certificate_beside_a_token(house):
    await holds(house, certificate(house, AUTH, -1))
    await put(house, TOKEN, b"secret")


async def a_log_in(house):
    await put(house, LOGIN, b"{}")
    async with house.units() as work:
        await note_login(work, await company_of(work), house.clock.now() + timedelta(days=2))


@pytest.mark.parametrize(
    "has", [a_token_of_another_year, a_certificate, an_ended_certificate_beside_a_token, a_log_in]
)
async def test_whatever_still_logs_in_is_access(shut, has):
    await has(shut)
    await shut.say(SENTENCE)

    assert shut.last().labels == ["issue", "edit", "cancel"]
    assert shut.last().data["mode"]["access"] is None
    await shut.tap("issue")
    assert [each.status for each in await shut.invoices()] == [Status.ACCEPTED]


async def test_a_tap_on_a_card_from_before_gives_no_number_and_shows_how_things_are(house):
    await house.say(SENTENCE)
    tap = house.tap_of("issue")
    await put(house, TOKEN, b"")

    await house.receive(tap)
    await house.work()

    assert await house.invoices() == []
    assert house.last().labels[0] == "give-access"
    assert house.telegram.alerts[-1] == "access-needed"
    await put(house, TOKEN, b"secret")
    await house.tap("give-access")  # it is there again
    await house.tap("issue")
    (invoice,) = await house.invoices()
    assert invoice.invoice.number == "FV/2026/11/1"


@pytest.mark.parametrize(
    ("habit", "sentence", "label"),
    [
        (None, PRIVATE, "issue-outside"),
        ("korzystam z reguły 10 000 zł", SENTENCE, "issue-outside"),
    ],
)
async def test_what_need_not_go_to_ksef_is_issued_as_ever(shut, habit, sentence, label):
    if habit:
        await shut.say(habit)
    await shut.say(sentence)

    assert shut.last().labels == [label, "edit", "cancel"]
    assert shut.last().data["mode"]["access"] is None
    await shut.tap(label)
    assert [each.status for each in await shut.invoices()] == [Status.OUTSIDE]


async def test_a_consumer_s_invoice_that_the_company_wants_in_ksef_may_stay_outside_meanwhile(shut):
    await shut.say("faktury dla konsumentów w KSeF")
    await shut.say(PRIVATE)

    assert shut.last().labels == ["give-access", "issue-outside", "edit", "cancel"]


async def test_above_the_limit_the_reason_is_the_limit_and_access_is_wanted(shut):
    await shut.say("korzystam z reguły 10 000 zł")
    await shut.say("faktura dla NIP 5260250274, konsultacje 12000 zł brutto")

    assert shut.last().data["mode"]["why"] == "small-sales-crossed"
    assert shut.last().labels == ["give-access", "edit", "cancel"]


@pytest.mark.parametrize(
    ("kind", "way"),
    [(OutageKind.FAILURE, "issue-emergency"), (OutageKind.MAINTENANCE, "issue-unavailability")],
)
async def test_in_an_announced_outage_its_mode_is_there_for_who_has_an_offline_certificate(shut, kind, way):
    shut.ksef.error = Refused("access-missing")
    await announce(shut, kind)
    await shut.say(SENTENCE)
    assert shut.last().labels == ["give-access", "hold", "edit", "cancel"]

    await an_offline_certificate(shut)
    await shut.say(SENTENCE)

    assert shut.last().data["mode"]["way"] == way
    assert shut.last().data["mode"]["access"]["door"] == "missing"
    await shut.tap("issue")
    (invoice,) = await shut.invoices()
    assert (invoice.status, invoice.offline_mode.value) == (Status.ISSUED, way.removeprefix("issue-"))


async def test_in_a_silence_that_nobody_announced_there_is_no_emergency_for_anybody(shut):
    shut.ksef.down = True
    await an_offline_certificate(shut)
    await shut.say(SENTENCE)

    await shut.say("tryb awaryjny")

    assert shut.last().data["reason"] == "emergency-without-failure"
    await shut.say("offline24")
    assert shut.last().labels[:2] == ["issue", "give-access"]
    assert shut.last().data["mode"]["mode"] == "offline24"


async def test_with_an_offline_certificate_alone_offline24_is_issued_and_its_term_runs(shut):
    shut.ksef.error = Refused("access-missing")
    await an_offline_certificate(shut)
    await shut.say(SENTENCE)
    await shut.tap("issue-offline24")
    (invoice,) = await shut.invoices()
    assert (invoice.status, invoice.offline_mode) == (Status.ISSUED, OfflineMode.OFFLINE24)
    assert len(shut.post.letters) == 1  # the buyer has the paper with two codes
    assert "access-missing" in shut.shown()

    shut.ksef.error = None
    await hands_in(shut)
    (invoice,) = await shut.invoices()
    assert invoice.status is Status.ACCEPTED


async def test_a_wish_for_offline24_without_its_certificate_is_refused_on_the_card(shut):
    await shut.say(f"{SENTENCE}, offline24")

    assert shut.last().labels[0] == "give-access"
    assert shut.last().data["mode"]["refused"] == "access-needed"


async def test_an_owner_hears_the_ways_and_comes_back_to_the_draft_when_the_file_is_signed(shut):
    await shut.say(SENTENCE)
    await shut.tap("give-access")
    ways = shut.one("access-needed")
    assert (ways.data["owner"], ways.labels) == (True, ["access-sign", "access-page"])
    assert shut.one("draft-card").labels[0] == "give-access"  # the card stays

    await shut.tap("access-sign")
    await send(shut, shut.desk.sends(file_of(shut)))
    assert shut.last().data["stage"] == "ready"
    assert shut.last().labels == ["draft-go-on"]
    await shut.tap("draft-go-on")
    await shut.tap("issue")

    (invoice,) = await shut.invoices()
    assert (invoice.invoice.number, invoice.status) == ("FV/2026/11/1", Status.ACCEPTED)


def handing_in(house, kind=AUTH):
    """The one-time page, with a certificate that was read already."""

    async def read(handed, nip, now):
        return ReadCertificate(certificate(house, kind, 300, handed.certificate.decode()))

    return HandIn(house.units, house.clock, read)


async def hands_in(house, kind=AUTH, serial="0C"):
    await house.say("/dostep")
    code = house.last().data["link"].removeprefix(f"{PUBLIC}/dostep/")
    await handing_in(house, kind).certificate(code, HandedCertificate(serial.encode(), b"key", None))
    await house.work()


async def test_over_the_one_time_page_the_message_that_confirms_it_leads_back_to_the_draft(shut):
    await shut.say(SENTENCE)
    await hands_in(shut)

    received = shut.one("access-received")
    assert received.labels == ["draft-go-on"]
    await shut.tap("draft-go-on")
    await shut.tap("issue")
    assert [each.status for each in await shut.invoices()] == [Status.ACCEPTED]


async def test_an_offline_certificate_is_no_way_back_and_a_company_with_access_hears_nothing_of_drafts(shut):
    await shut.say(SENTENCE)
    await hands_in(shut, OFFLINE)
    assert shut.one("access-received").labels == []

    await hands_in(shut, AUTH, "0D")
    await shut.tap("draft-go-on")
    await hands_in(shut, AUTH, "0E")
    assert shut.last().labels == []


async def test_who_may_not_give_access_has_the_owners_told_once_and_is_told_when_it_is_there(shut):
    await shut.take_on(Role.ISSUER, JAN)
    await shut.take_on(Role.ACCOUNTANT, EWA)
    await shut.say(SENTENCE, JAN)
    await shut.tap("give-access", JAN)
    await shut.tap("give-access", JAN)

    needed = shut.one("access-needed", JAN)
    assert (needed.data["owner"], needed.data["owners"], needed.labels) == (False, ["Ola"], [])
    wanted = shut.one("access-wanted")
    assert (wanted.data["gross"], wanted.labels) == ("492.00", ["access-sign", "access-page"])
    await hands_in(shut)
    assert shut.one("access-there", JAN).labels == ["draft-go-on"]
    assert "access-there" not in shut.shown(EWA)  # who reads and has no draft
    await shut.tap("draft-go-on", JAN)
    await shut.tap("issue", JAN)
    assert len(await shut.invoices()) == 1


async def test_a_viewer_who_got_hold_of_the_button_gives_nothing_and_tells_nobody(shut):
    await shut.take_on(Role.VIEWER, JAN)
    await shut.say(SENTENCE)
    message = next(key for key, each in shut.telegram.chats[OLA].items() if each.code == "draft-card")

    await shut.receive(shut.tap_of("give-access", OLA, message, person=JAN))
    await shut.work()

    assert shut.last(JAN).code == "not-allowed"
    assert "access-wanted" not in shut.shown()


async def test_a_letter_makes_a_draft_and_neither_issues_nor_asks_for_tak(shut):
    await shut.say("/autowystawianie do 1000")
    await shut.write_letter(SENTENCE)
    assert shut.last().labels[0] == "give-access"

    async with shut.units.reading() as work:
        company = await company_of(work)
    token = await JoinByMail(shut.units, shut.clock)(company, Role.ISSUER, "jan@firma.example")
    proof = MailProof(MAILBOX, vouched=True, addressed=True, dated=shut.clock.now(), token=token)
    await shut.write_letter(SENTENCE, "jan@firma.example", proof=proof)

    (answer,) = shut.mail.chats["jan@firma.example"].values()
    assert (answer.code, answer.data["mode"]["way"]) == ("draft-card", "give-access")
    assert await shut.invoices() == []


async def test_access_that_ends_before_tak_comes_issues_nothing(house):
    async with house.units.reading() as work:
        company = await company_of(work)
    token = await JoinByMail(house.units, house.clock)(company, Role.ISSUER, "jan@firma.example")
    usual = {"vouched": True, "addressed": True, "dated": house.clock.now()}
    await house.write_letter(SENTENCE, "jan@firma.example", proof=MailProof(MAILBOX, token=token, **usual))
    secret = house.mail.reply_to[-1].partition("+")[2].partition("@")[0]
    await put(house, TOKEN, b"")

    await house.write_letter("TAK", "jan@firma.example", proof=MailProof(MAILBOX, token=secret, **usual))

    assert await house.invoices() == []
    assert list(house.mail.chats["jan@firma.example"].values())[-1].data["mode"]["way"] == "give-access"


async def test_a_recurring_invoice_comes_with_the_way_in_in_place_of_issuing(shut):
    await shut.say("faktura dla NIP 5260250274, abonament 99 zł co miesiąc 1.")
    await shut.tap("recur")
    shut.clock.advance(days=11)
    await shut.prepare_recurring()
    await shut.work()

    assert shut.last().data["notes"] == ["recurring"]
    assert shut.last().labels == ["give-access", "edit", "cancel"]


async def test_what_waits_for_approval_goes_on_waiting_while_access_is_gone(house):
    await house.take_on(Role.ACCOUNTANT, EWA)
    await house.say("/zatwierdzanie 400")
    await house.say(SENTENCE)
    await house.tap("issue")
    await put(house, TOKEN, b"")

    await house.tap("approve", EWA)
    assert house.telegram.alerts[-1] == "access-needed"
    assert house.last(EWA).labels == ["approve", "reject"]
    assert await house.invoices() == []

    await put(house, TOKEN, b"secret")
    await house.tap("approve", EWA)
    assert len(await house.invoices()) == 1


async def test_a_draft_kept_for_ksef_s_return_is_shown_with_what_is_missing_by_then(house):
    await announce(house, OutageKind.FAILURE)
    await house.say(SENTENCE)
    await house.tap("hold")
    await put(house, TOKEN, b"")
    house.lighthouse.says(None, Outage(OutageKind.FAILURE, FRIDAY, house.clock.today()))
    await house.watch()

    await ReleaseHeldDrafts(house.units, house.clock)()
    await house.work()

    assert house.last().labels[0] == "give-access"
