"""The owner names the provision by which the company sells exempt once; every such invoice bears it."""

from dataclasses import replace

import pytest

from invoicing.model.company import VatStatus
from invoicing.services.records import Role

EXEMPT = "faktura dla NIP 5260250274, szkolenie 500 zł zw"
BASIS = "art. 43 ust. 1 pkt 29 ustawy o VAT"
JAN = "1003"


async def test_who_sells_exempt_without_a_basis_hears_the_words_that_name_it(house):
    await house.say(EXEMPT)
    assert house.last().data["reason"] == "exemption-unknown"

    await house.say(f"/zwolnienie {BASIS}")
    assert (house.last().code, house.last().data["basis"]) == ("exemption-basis", BASIS)
    await house.say(EXEMPT)
    await house.tap("issue")

    (invoice,) = await house.invoices()
    assert (invoice.invoice.exemption.text, invoice.invoice.exemption.field) == (BASIS, "P_19A")


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (f"podstawa zwolnienia: {BASIS}", "P_19A"),
        ("Podstawa prawna zwolnienia to § 3 ust. 1 rozporządzenia MF", "P_19A"),
        ("/zwolnienie art. 132 ust. 1 lit. c dyrektywy 2006/112/WE", "P_19B"),
        ("/zwolnienie art. 5 umowy z 1969 r.", "P_19C"),
    ],
)
async def test_the_field_is_that_of_the_act_of_the_directive_or_of_anything_else(house, words, field):
    await house.say(words)

    assert house.last().data["field"] == field


async def test_it_is_shown_and_taken_away_again(house):
    await house.say(f"/zwolnienie {BASIS}")
    await house.say("/zwolnienie")
    assert house.last().data["basis"] == BASIS

    await house.say("/zwolnienie usuń")
    assert house.last().data["basis"] is None
    await house.say(EXEMPT)
    assert house.last().data["reason"] == "exemption-unknown"


async def test_words_without_an_article_are_none(house):
    await house.say("/zwolnienie bo tak")

    assert house.last().data["reason"] == "exemption-basis"


async def test_only_an_owner_sets_it_and_the_others_hear_of_it(house):
    await house.take_on(Role.ISSUER, JAN)
    await house.say(f"/zwolnienie {BASIS}", JAN)
    assert house.last(JAN).code == "not-allowed"

    await house.take_on(Role.OWNER, "1005")
    await house.say(f"/zwolnienie {BASIS}")
    assert house.last("1005").data["by"] == "Ola"
    assert "exemption-basis" not in house.shown(JAN)


async def test_a_company_that_charges_no_vat_keeps_some_basis(house):
    await house.say(f"/zwolnienie {BASIS}")
    async with house.units() as work:
        (company,) = await work.companies.all()
        profile = replace(company.profile, vat_status=VatStatus.EXEMPT)
        await work.companies.save(replace(company, profile=profile))

    await house.say("/zwolnienie usuń")

    assert house.last().data["reason"] == "exemption-of-exempt-company"
