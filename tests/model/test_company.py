"""What a company's profile fills in, and what it never does."""

from dataclasses import replace

import pytest

from invoicing.model.company import CompanyProfile, VatExemption, VatStatus
from invoicing.model.errors import InvalidAccount, InvalidValue, Refused
from invoicing.model.party import BuyerKind
from invoicing.model.vat import PriceKind, VatRate

UNTAXED = {VatRate.EXEMPT, VatRate.OUT_OF_SCOPE, VatRate.OUT_OF_SCOPE_EU_SERVICES}


def reason(call, *arguments, **named):
    with pytest.raises(InvalidValue) as invalid:
        call(*arguments, **named)
    return invalid.value.reason, invalid.value.details


def test_an_exempt_company_without_the_words_of_the_law_cannot_be(seller):
    assert reason(CompanyProfile, seller, VatStatus.EXEMPT) == ("exemption-missing", {"nip": "9990001137"})


def test_an_exempt_company_gets_its_own_rate_where_nobody_said_one(exempt):
    assert exempt.rate_for(None) is VatRate.EXEMPT


@pytest.mark.parametrize("rate", sorted(set(VatRate) - UNTAXED))
def test_an_exempt_company_shows_no_rate_even_when_told_to(exempt, rate):
    with pytest.raises(Refused) as refused:
        exempt.rate_for(rate)

    assert (refused.value.reason, refused.value.details) == ("rate-of-exempt-company", {"rate": rate.value})


@pytest.mark.parametrize("rate", sorted(UNTAXED))
def test_an_exempt_company_may_say_that_it_charges_no_vat(exempt, rate):
    assert exempt.rate_for(rate) is rate


@pytest.mark.parametrize("default", VatRate)
def test_an_exempt_company_has_no_other_default_rate(exempt, default):
    assert replace(exempt, default_rate=default).default_rate is VatRate.EXEMPT


def test_an_active_company_gets_its_default_rate_or_what_was_said(active):
    bakery = replace(active, default_rate=VatRate.SUPER_REDUCED)

    assert (active.rate_for(None), bakery.rate_for(None)) == (VatRate.STANDARD, VatRate.SUPER_REDUCED)
    assert bakery.rate_for(VatRate.STANDARD) is VatRate.STANDARD


def test_an_active_company_sells_exempt_only_by_an_article_it_named(active):
    school = replace(active, exemption=VatExemption("art. 43 ust. 1 pkt 26", "P_19A"))

    with pytest.raises(Refused) as refused:
        active.rate_for(VatRate.EXEMPT)

    assert (refused.value.reason, refused.value.details) == ("exemption-unknown", {"rate": "zw"})
    assert school.rate_for(VatRate.EXEMPT) is VatRate.EXEMPT
    assert school.rate_for(None) is VatRate.STANDARD


def test_a_default_of_exempt_needs_the_article_too(active):
    assert reason(replace, active, default_rate=VatRate.EXEMPT)[0] == "exemption-missing"


def test_what_a_new_company_assumes(active):
    habits = (active.vat_status, active.cash_accounting, active.default_price_kind, active.payment_days)

    assert habits == (VatStatus.ACTIVE, False, None, 14)
    assert active.price_kind_for(BuyerKind.DOMESTIC) is PriceKind.NET
    assert active.series == "FV/{year}/{month}/{number}"
    assert active.default_rate is VatRate.STANDARD


@pytest.mark.parametrize(("days", "fine"), [(-1, False), (0, True), (3650, True), (3651, False)])
def test_payment_terms_are_days_from_none_to_ten_years(active, days, fine):
    if fine:
        assert replace(active, payment_days=days).payment_days == days
    else:
        assert reason(replace, active, payment_days=days) == ("payment-days", {"days": str(days)})


def test_an_account_with_a_wrong_digit_never_gets_on_an_invoice(active):
    with pytest.raises(InvalidAccount):
        replace(active, bank_account="61109010140000071219812875")

    assert replace(active, bank_account=None).bank_account is None


def test_a_series_that_repeats_numbers_is_refused_at_once(active):
    assert reason(replace, active, series="FV/{month}/{number}")[0] == "series-month-without-year"


def test_the_words_of_an_exemption_fit_their_field():
    assert VatExemption("a" * 256).field == "P_19A"
    assert [VatExemption("a", field).field for field in ("P_19B", "P_19C")] == ["P_19B", "P_19C"]
    assert reason(VatExemption, "") == ("text-blank", {"field": "exemption"})
    assert reason(VatExemption, "a" * 257) == ("text-too-long", {"field": "exemption", "limit": "256"})
    assert reason(VatExemption, "a", "P_19") == ("exemption-field", {"field": "P_19"})
