"""Numbers that identify a business, and who is identified by which."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.model.errors import InvalidNip, InvalidValue
from invoicing.model.identifiers import EU_VAT_SHAPES, EuVatNumber, Regon
from invoicing.model.party import IDENTIFIERS, Address, Buyer, BuyerKind, Identifier, Nip, Seller

NIP_WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)
VALID = Nip.parse("5260250274")
PLACE = Address("Prosta 1")


def reason(call, *arguments, **named):
    with pytest.raises(InvalidValue) as invalid:
        call(*arguments, **named)
    return invalid.value.reason, invalid.value.details


@pytest.mark.parametrize(
    "typed", ["5260250274", " 526-025-02-74 ", "PL5260250274", "pl 526 025 02 74", "526–025–02–74"]
)
def test_a_nip_is_read_as_people_type_it(typed):
    assert Nip.parse(typed) == VALID


@pytest.mark.parametrize(
    "typed", ["", "526025027", "52602502741", "526025027A", "DE5260250274", "٥٢٦٠٢٥٠٢٧٤"]
)
def test_a_nip_has_ten_digits(typed):
    assert reason(Nip.parse, typed) == ("nip-length", {"nip": typed})


def test_a_nip_that_fails_its_check_digit_is_named_with_its_digits():
    assert reason(Nip.parse, "526-025-02-75") == ("nip-checksum", {"nip": "5260250275"})
    assert reason(Nip.parse, "1234567890")[0] == "nip-checksum"  # a remainder of 10 is never issued


@given(st.text("0123456789", min_size=9, max_size=9))
def test_at_most_one_last_digit_makes_a_nip(stem):
    right = []
    for last in "0123456789":
        try:
            right.append(Nip.parse(stem + last).digits[-1])
        except InvalidNip:
            continue
    remainder = sum(int(digit) * weight for digit, weight in zip(stem, NIP_WEIGHTS, strict=True)) % 11

    possible = remainder < 10 and stem[0] != "0" and stem[1:3] != "00"
    assert right == ([str(remainder)] if possible else [])


@pytest.mark.parametrize("number", ["0000000000", "0123456789", "1001234568", "9001112220"])
def test_a_nip_that_begins_as_none_ever_issued_is_refused(number):
    assert reason(Nip.parse, number) == ("nip-checksum", {"nip": number})


@given(st.integers(0, 8), st.integers(1, 9))
def test_a_slip_in_one_digit_is_noticed(at, by):
    digits = list(VALID.digits)
    digits[at] = str((int(digits[at]) + by) % 10)

    with pytest.raises(InvalidNip):
        Nip.parse("".join(digits))


def test_a_nip_prints_grouped_and_plain():
    assert (VALID.grouped, str(VALID)) == ("526-025-02-74", "5260250274")


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("123456785", "123456785"),
        ("732-065-814", "732065814"),
        ("590096454", "590096454"),
        ("12345678512347", "12345678512347"),
        ("123 456 785 12347", "12345678512347"),
    ],
)
def test_a_regon_has_nine_or_fourteen_digits(typed, digits):
    assert Regon.parse(typed).digits == digits


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("123456784", "regon-checksum"),
        ("12345678512348", "regon-checksum"),
        ("12345678412347", "regon-checksum"),
        ("12345678", "regon-length"),
        ("1234567850", "regon-length"),
        ("12345678a", "regon-length"),
    ],
)
def test_a_wrong_regon_is_refused(typed, why):
    assert reason(Regon.parse, typed) == (why, {"regon": typed})


def test_a_regon_whose_sum_leaves_ten_ends_in_zero():
    stems = [f"{number:08}" for number in range(2000) if _remainder(f"{number:08}") == 10]

    assert [Regon.parse(f"{stem}0").digits for stem in stems[:20]] == [f"{stem}0" for stem in stems[:20]]


def _remainder(stem):
    return sum(int(digit) * weight for digit, weight in zip(stem, (8, 9, 2, 3, 4, 5, 6, 7), strict=True)) % 11


GOOD_EU_NUMBERS = [
    "ATU12345678", "BE0123456789", "BE1123456789", "BG123456789", "BG1234567890", "CY12345678L", "CZ12345678",
    "CZ123456789", "CZ1234567890", "DE123456789", "DK12345678", "EE123456789", "EL123456789", "ESX1234567X",
    "ES12345678A", "FI12345678", "FR12345678901", "FRXX123456789", "HR12345678901", "HU12345678",
    "IE1234567WA", "IE1234567T", "IE1A34567T", "IE1+34567T", "IT12345678901", "LT123456789", "LT123456789012",
    "LU12345678", "LV12345678901", "MT12345678", "NL123456789B01", "PT123456789", "RO12", "RO1234567890",
    "SE123456789001", "SI12345678", "SK1234567890", "XI123456789", "XI123456789012", "XIGD123", "XIHA599",
]  # fmt: skip


@pytest.mark.parametrize("number", GOOD_EU_NUMBERS)
def test_vat_numbers_of_the_union_are_known_by_their_shape(number):
    parsed = EuVatNumber.parse(f" {number[:2].lower()} {number[2:6]}-{number[6:].lower()} ")

    assert (parsed.value, parsed.country, parsed.number) == (number, number[:2], number[2:])


def test_every_country_of_the_table_has_an_example():
    assert {number[:2] for number in GOOD_EU_NUMBERS} == set(EU_VAT_SHAPES)
    assert "PL" not in EU_VAT_SHAPES


@pytest.mark.parametrize("number", GOOD_EU_NUMBERS)
def test_too_many_digits_or_none_at_all_are_no_vat_number(number):
    assert reason(EuVatNumber.parse, f"{number}12345678901")[0] == "eu-vat-number"
    assert reason(EuVatNumber.parse, number[:2])[0] == "eu-vat-number"


@pytest.mark.parametrize(
    "number", ["", "PL5260250274", "GB123456789", "US123456789", "GR123456789", "FRIO123456789"]
)
def test_numbers_of_other_countries_are_not_of_the_union(number):
    assert reason(EuVatNumber.parse, number) == ("eu-vat-number", {"number": number})


def identified(kind, by):
    return Buyer(
        kind,
        "Kupiec",
        PLACE,
        nip=VALID if by is Identifier.NIP else None,
        eu_vat_number="DE123456789" if by is Identifier.EU_VAT_NUMBER else None,
        foreign_id="CHE-123" if by is Identifier.FOREIGN_ID else None,
    )


@pytest.mark.parametrize("kind", BuyerKind)
@pytest.mark.parametrize("by", Identifier)
def test_a_buyer_is_identified_as_its_kind_demands(kind, by):
    if by in IDENTIFIERS[kind]:
        assert identified(kind, by).kind is kind
    else:
        assert reason(identified, kind, by) == ("buyer-identifier", {"kind": kind.value})


def test_the_table_of_identifiers():
    nip, union, none = Identifier.NIP, Identifier.EU_VAT_NUMBER, Identifier.NONE
    foreign = Identifier.FOREIGN_ID

    assert {
        BuyerKind.DOMESTIC: {nip},
        BuyerKind.CONSUMER: {none},
        BuyerKind.EU: {union},
        BuyerKind.NON_EU: {foreign, none},
        BuyerKind.FOREIGN_WITH_NIP: {nip},
        BuyerKind.NO_NIP: {none},
        BuyerKind.EXEMPT_WITH_NIP: {nip},
        BuyerKind.EXEMPT_WITHOUT_NIP: {none},
        BuyerKind.EU_SMALL: {union, foreign, none},
        BuyerKind.JST: {nip},
        BuyerKind.VAT_GROUP: {nip},
        BuyerKind.SUPPLY_ABROAD: {nip, union, foreign, none},
    } == IDENTIFIERS


def test_a_buyer_has_one_identifier_at_most():
    assert reason(Buyer, BuyerKind.SUPPLY_ABROAD, "K", PLACE, VALID, "DE123456789") == (
        "buyer-two-identifiers",
        {"nip": "5260250274", "number": "DE123456789"},
    )


def test_a_buyer_with_a_vat_number_of_no_shape_is_refused():
    assert reason(Buyer, BuyerKind.EU, "K", PLACE, eu_vat_number="DE12")[0] == "eu-vat-number"
    assert reason(Buyer, BuyerKind.EU, "K", PLACE, eu_vat_number="")[0] == "eu-vat-number"


def test_a_name_may_still_be_unknown_but_not_too_long_or_broken():
    assert Buyer(BuyerKind.DOMESTIC, "", nip=VALID).name == ""
    assert Buyer(BuyerKind.DOMESTIC, "K" * 512, nip=VALID).name == "K" * 512
    assert reason(Buyer, BuyerKind.DOMESTIC, "K" * 513, nip=VALID) == (
        "text-too-long",
        {"field": "buyer-name", "limit": "512"},
    )
    assert reason(Buyer, BuyerKind.DOMESTIC, "K\x00", nip=VALID) == (
        "text-control-character",
        {"field": "buyer-name"},
    )


def test_a_seller_has_a_name():
    assert reason(Seller, VALID, " ", PLACE) == ("text-blank", {"field": "seller-name"})
    assert reason(Seller, VALID, "S" * 513, PLACE)[1] == {"field": "seller-name", "limit": "512"}


def test_an_address_has_a_first_line_and_a_country_code():
    assert Address("a" * 512, "b" * 512, "DE").country == "DE"
    assert reason(Address, "") == ("text-blank", {"field": "address"})
    assert reason(Address, "a" * 513)[1] == {"field": "address", "limit": "512"}
    assert reason(Address, "a", "b" * 513)[1] == {"field": "address", "limit": "512"}
    assert reason(Address, "a", "\n") == ("text-blank", {"field": "address"})
    for country in ("", "P", "pl", "POL", "P1"):
        assert reason(Address, "a", None, country) == ("country-code", {"country": country})
