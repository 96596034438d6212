"""Technical corrections at KSeF itself: taken once, never of an invoice that was accepted."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from invoicing.model.errors import Misunderstood
from invoicing.services.ksef_ports import Accepted, Refusal
from ksef.fa3.writer import Fa3Writer
from tests.ksef.conftest import NOON


@pytest.fixture
async def rejected(ksef, company, invoice) -> bytes:
    """SHA-256 of an offline document that KSeF refused: its date lies ahead."""
    ahead = replace(invoice, issue_date=invoice.issue_date + timedelta(days=1), due_date=None)
    early = Fa3Writer()(ahead, NOON)
    outcome = await ksef.settled(await ksef.gateway.submit(company, early, offline=True), early)
    assert isinstance(outcome, Refusal)
    return hashlib.sha256(early).digest()


async def test_the_corrected_file_is_accepted_as_offline(ksef, company, xml, rejected):
    sent = await ksef.gateway.submit(company, xml, offline=True, corrects=rejected)
    outcome = await ksef.settled(sent, xml)

    assert isinstance(outcome, Accepted)
    assert outcome.offline


async def test_a_second_correction_of_the_same_file_is_refused_by_the_call_itself(
    ksef, company, xml, rejected
):
    await ksef.settled(await ksef.gateway.submit(company, xml, offline=True, corrects=rejected), xml)

    with pytest.raises(Misunderstood) as problem:
        await ksef.gateway.submit(company, xml, offline=True, corrects=rejected)
    assert problem.value.details["codes"] == "21166"


async def test_the_same_bytes_without_the_reference_bring_the_number_of_the_correction_home(
    ksef, company, xml, rejected
):
    first = await ksef.settled(await ksef.gateway.submit(company, xml, offline=True, corrects=rejected), xml)
    plainly = await ksef.settled(await ksef.gateway.submit(company, xml, offline=True), xml)

    assert isinstance(plainly, Accepted)
    assert plainly.number == first.number


async def test_what_was_accepted_is_not_corrected(ksef, company, xml, invoice):
    await ksef.settled(await ksef.gateway.submit(company, xml, offline=True), xml)
    other = Fa3Writer()(replace(invoice, number="FV/X"), NOON)

    with pytest.raises(Misunderstood) as problem:
        await ksef.gateway.submit(company, other, offline=True, corrects=hashlib.sha256(xml).digest())
    assert problem.value.details["codes"] == "21167"
