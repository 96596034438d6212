"""From our bytes to a KSeF number, over HTTP, against a stand-in that shares no code with us."""

import asyncio
import hashlib
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from invoicing.model.errors import Refused, Unavailable
from invoicing.model.party import Nip
from invoicing.services.ksef_ports import Accepted, NumberTaken, Refusal, SendAgain, SendingReference
from ksef.contexts import Context
from ksef.credentials import TokenCredentials
from ksef.fa3.writer import Fa3Writer
from ksef.upo import read_upo


async def test_an_invoice_gets_its_number_and_a_receipt_that_names_its_digest(ksef, company, xml):
    reference = await ksef.gateway.submit(company, xml, offline=False)
    outcome = await ksef.settled(reference, xml)

    assert isinstance(outcome, Accepted)
    assert outcome.number.value.startswith("5265877635-20261120-")
    assert not outcome.offline
    assert outcome.received_by_ksef_at <= outcome.numbered_by_ksef_at
    [entry] = read_upo(outcome.upo)
    assert (entry.number, entry.sha256) == (outcome.number, hashlib.sha256(xml).digest())
    [stored] = ksef.api.invoices()
    assert (stored["number"], stored["mode"]) == ("FV/2026/11/7", "Online")


async def test_a_company_with_an_rsa_key_logs_in_too(ksef, company, xml, make_credentials):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    ksef.credentials[company] = make_credentials(key=key)

    reference = await ksef.gateway.submit(company, xml, offline=False)

    assert isinstance(await ksef.settled(reference, xml), Accepted)


async def test_a_company_may_log_in_by_token(ksef, company, xml):
    ksef.credentials[company] = TokenCredentials(
        Context.of(Nip("5265877635")), ksef.api.add_token("5265877635")
    )

    reference = await ksef.gateway.submit(company, xml, offline=False)

    assert isinstance(await ksef.settled(reference, xml), Accepted)


async def test_an_offline_invoice_is_declared_as_such(ksef, company, xml):
    reference = await ksef.gateway.submit(company, xml, offline=True)
    outcome = await ksef.settled(reference, xml)

    assert isinstance(outcome, Accepted)
    assert outcome.offline
    assert ksef.api.invoices()[0]["mode"] == "Offline"


async def test_an_invoice_of_yesterday_is_deemed_offline_by_ksef(ksef, company, xml):
    ksef.world.clock.advance(86_400)

    reference = await ksef.gateway.submit(company, xml, offline=False)
    outcome = await ksef.settled(reference, xml)

    assert isinstance(outcome, Accepted)
    assert outcome.offline


async def test_many_invoices_at_once_make_one_login_and_one_session(ksef, company, invoice):
    documents = [Fa3Writer()(replace(invoice, number=f"FV/{n}"), ksef.clock.now()) for n in range(5)]

    references = await asyncio.gather(
        *(ksef.gateway.submit(company, document, offline=False) for document in documents)
    )

    assert len({reference.session for reference in references}) == 1
    assert ksef.count("/auth/challenge") == 1
    assert ksef.count("/sessions/online") == 1
    assert ksef.count("/auth/token/redeem") == 1


async def test_two_companies_never_share_a_login(ksef, company, invoice, xml, make_credentials):
    other = UUID(int=2)
    ksef.credentials[other] = make_credentials("9990001137")
    theirs = Fa3Writer()(
        replace(invoice, seller=replace(invoice.seller, nip=Nip("9990001137"))), ksef.clock.now()
    )

    ours_sent, theirs_sent = await asyncio.gather(
        ksef.gateway.submit(company, xml, offline=False), ksef.gateway.submit(other, theirs, offline=False)
    )

    assert ours_sent.session != theirs_sent.session
    assert isinstance(await ksef.settled(theirs_sent, theirs, other), Accepted)
    assert isinstance(await ksef.settled(ours_sent, xml), Accepted)


@pytest.mark.broken_ksef("the answer is lost after acceptance")
@pytest.mark.parametrize("fault", ["drop_after_send", "error_after_accept"])
async def test_an_answer_lost_after_acceptance_still_ends_in_one_invoice(ksef, company, xml, fault):
    await ksef.gateway.submit(company, b"<warm-up/>", offline=False)
    ksef.api.set_state(faults={fault: 1})

    with pytest.raises(Unavailable):
        await ksef.gateway.submit(company, xml, offline=False)
    again = await ksef.gateway.submit(company, xml, offline=False)
    outcome = await ksef.settled(again, xml)

    assert isinstance(outcome, Accepted)
    assert [each["ksef_number"] for each in ksef.api.invoices() if each["status"] == 200] == [
        outcome.number.value
    ]
    assert read_upo(outcome.upo)[0].number == outcome.number


async def test_a_number_somebody_else_used_is_left_to_a_person(ksef, company, invoice, xml):
    first = await ksef.gateway.submit(company, xml, offline=False)
    accepted = await ksef.settled(first, xml)
    other = Fa3Writer()(replace(invoice, note="inna treść"), ksef.clock.now())

    second = await ksef.gateway.submit(company, other, offline=False)
    outcome = await ksef.settled(second, other)

    assert outcome == NumberTaken(accepted.number, hashlib.sha256(xml).digest())


async def test_a_document_ksef_refuses_ends_as_a_refusal_with_its_words(ksef, company):
    nonsense = b"<Faktura/>"

    reference = await ksef.gateway.submit(company, nonsense, offline=False)
    outcome = await ksef.settled(reference, nonsense)

    assert isinstance(outcome, Refusal)
    assert outcome.status == 450
    assert outcome.description


@pytest.mark.parametrize(("fault", "status"), [("cancel_550", 550), ("unknown_500", 500)])
async def test_what_ksef_cancelled_may_be_sent_again(ksef, company, xml, fault, status):
    ksef.api.set_state(faults={fault: 1})

    reference = await ksef.gateway.submit(company, xml, offline=False)
    assert await ksef.settled(reference, xml) == SendAgain(status)

    again = await ksef.gateway.submit(company, xml, offline=False)
    assert isinstance(await ksef.settled(again, xml), Accepted)


async def test_a_session_in_maintenance_is_replaced_and_the_invoice_goes_through(ksef, company, invoice, xml):
    first = await ksef.gateway.submit(company, xml, offline=False)
    ksef.api.set_state(faults={"maintenance_21184": True})

    second = Fa3Writer()(replace(invoice, number="FV/2026/11/8"), ksef.clock.now())
    reference = await ksef.gateway.submit(company, second, offline=False)

    assert reference.session != first.session
    assert isinstance(await ksef.settled(reference, second), Accepted)
    assert isinstance(await ksef.settled(first, xml), Accepted)


async def test_after_twelve_hours_there_is_a_new_session_and_a_new_token_but_no_new_login(
    ksef, company, invoice, xml
):
    first = await ksef.gateway.submit(company, xml, offline=False)
    ksef.world.clock.advance(13 * 3600)

    later = Fa3Writer()(
        replace(invoice, number="FV/2026/11/8", issue_date=ksef.clock.today()), ksef.clock.now()
    )
    second = await ksef.gateway.submit(company, later, offline=False)

    assert second.session != first.session
    assert (ksef.count("/auth/token/refresh"), ksef.count("/auth/challenge")) == (1, 1)


async def test_after_a_week_the_company_logs_in_anew(ksef, company, invoice, xml):
    await ksef.gateway.submit(company, xml, offline=False)
    ksef.world.clock.advance(8 * 86_400)

    later = Fa3Writer()(
        replace(invoice, number="FV/2026/11/8", issue_date=ksef.clock.today()), ksef.clock.now()
    )
    await ksef.gateway.submit(company, later, offline=False)

    assert ksef.count("/auth/challenge") == 2


async def test_a_token_ksef_no_longer_knows_is_replaced_without_a_word(ksef, company, invoice, xml):
    await ksef.gateway.submit(company, xml, offline=False)
    ksef.api.set_state(faults={"forget_token": 1})

    second = Fa3Writer()(replace(invoice, number="FV/2026/11/8"), ksef.clock.now())
    reference = await ksef.gateway.submit(company, second, offline=False)

    assert isinstance(await ksef.settled(reference, second), Accepted)


@pytest.mark.parametrize("usage", ["SymmetricKeyEncryption", "KsefTokenEncryption"])
async def test_a_withdrawn_public_key_is_replaced_by_the_new_one(ksef, company, invoice, xml, usage):
    ksef.credentials[company] = TokenCredentials(
        Context.of(Nip("5265877635")), ksef.api.add_token("5265877635")
    )
    await ksef.gateway.submit(company, xml, offline=False)
    ksef.api.rotate_key(usage, emergency=True)
    ksef.counters.forget(company)

    second = Fa3Writer()(replace(invoice, number="FV/2026/11/8"), ksef.clock.now())
    reference = await ksef.gateway.submit(company, second, offline=False)

    assert isinstance(await ksef.settled(reference, second), Accepted)
    assert ksef.count("/security/public-key-certificates") == 2


@pytest.mark.broken_ksef("KSeF is closed")
@pytest.mark.parametrize("state", ["failure", "maintenance", "total_failure"])
async def test_a_closed_ksef_means_try_later(ksef, company, xml, state):
    ksef.api.set_state(state)

    with pytest.raises(Unavailable):
        await ksef.gateway.submit(company, xml, offline=False)

    ksef.api.set_state("up")
    assert await ksef.gateway.submit(company, xml, offline=False)


async def test_a_revoked_token_is_the_companys_problem_not_an_outage(ksef, company, xml):
    token = ksef.api.add_token("5265877635")
    ksef.api.revoke_token(token)
    ksef.credentials[company] = TokenCredentials(Context.of(Nip("5265877635")), token)

    with pytest.raises(Refused) as refusal:
        await ksef.gateway.submit(company, xml, offline=False)

    assert refusal.value.reason == "ksef-login-refused-token"
    assert token not in str(refusal.value)


async def test_a_blocked_company_is_told_so(ksef, company, xml):
    ksef.api.block("5265877635")

    with pytest.raises(Refused) as refusal:
        await ksef.gateway.submit(company, xml, offline=False)

    assert refusal.value.reason == "ksef-login-refused-blocked"


async def test_a_certificate_of_another_company_gets_no_permissions(ksef, company, xml, make_credentials):
    stranger = make_credentials("9990001137")
    ksef.credentials[company] = replace(stranger, context=Context.of(Nip("5265877635")))

    with pytest.raises(Refused) as refusal:
        await ksef.gateway.submit(company, xml, offline=False)

    assert refusal.value.reason == "ksef-login-refused-permissions"


async def test_a_sending_in_a_session_we_can_no_longer_see_is_sent_again(ksef, company, xml):
    lost = SendingReference("20261120-SO-0000000000-0000000000-00", "20261120-EE-0000000000-0000000000-00")

    outcome = await ksef.gateway.outcome(company, lost, hashlib.sha256(xml).digest())

    assert isinstance(outcome, SendAgain)


async def test_closing_the_gateway_closes_its_sessions(ksef, company, xml):
    reference = await ksef.gateway.submit(company, xml, offline=False)

    await ksef.counters.close()

    assert ksef.count(f"/sessions/online/{reference.session}/close") == 1


@pytest.mark.broken_ksef("KSeF says nothing")
async def test_a_silent_ksef_does_not_keep_us_from_going_home(ksef, company, xml):
    await ksef.gateway.submit(company, xml, offline=False)
    ksef.api.set_state("silent")

    async with asyncio.timeout(8):  # a single call would be waited for longer
        await ksef.counters.close(patience=0.2)

    ksef.api.set_state("up")


async def test_a_session_is_not_used_in_its_last_minutes(ksef, company, invoice, xml):
    first = await ksef.gateway.submit(company, xml, offline=False)
    ksef.world.clock.advance(timedelta(hours=11, minutes=55).total_seconds())

    later = Fa3Writer()(
        replace(invoice, number="FV/2026/11/8", issue_date=ksef.clock.today()), ksef.clock.now()
    )
    second = await ksef.gateway.submit(company, later, offline=False)

    assert second.session != first.session


@pytest.mark.parametrize("patience", [1.0])
@pytest.mark.broken_ksef("KSeF says nothing")
async def test_a_silent_ksef_is_given_up_after_a_while(ksef, company, xml):
    await ksef.gateway.submit(company, xml, offline=False)
    ksef.api.set_state("silent")

    with pytest.raises(Unavailable, match="ksef-silent"):
        await ksef.gateway.submit(company, xml, offline=False)

    ksef.api.set_state("up")


async def test_a_rejecting_ksef_ends_in_a_refusal(ksef, company, xml):
    ksef.api.set_state("rejecting")

    reference = await ksef.gateway.submit(company, xml, offline=False)

    assert isinstance(await ksef.settled(reference, xml), Refusal)
