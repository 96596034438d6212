"""Buyers who are no Polish firm with a NIP: what is said of them, and that it is no line of the invoice."""

from datetime import date

import pytest

from invoicing.model.party import BuyerKind
from invoicing.services.intents import understand as understood

PRIVATE, ABROAD = BuyerKind.CONSUMER, BuyerKind.NON_EU


def understand(text):
    return understood(text, date(2026, 11, 20))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("faktura dla osoby prywatnej Jan Kowalski, stół 1200 zł brutto", "Jan Kowalski"),
        ("faktura na osobę prywatną, Anna Nowak, 1200 zł brutto za stół", "Anna Nowak"),
        ("faktura dla konsumenta Ewa Lis, stół 1200 zł brutto", "Ewa Lis"),
        ("faktura imienna dla Ewa Lis, stół 1200 zł brutto", "Ewa Lis"),
        ("wystaw fakture osoba prywatna Pani Ewa Lis, stół za 1200 zł brutto", "Ewa Lis"),
        ("invoice for a private person Ewa Lis, stół 1200 zł brutto", "Ewa Lis"),
    ],
)
def test_a_private_person_is_said_in_words_and_is_no_line(text, name):
    heard = understand(text)

    assert (heard.buyer.kind, heard.buyer.name) == (PRIVATE, name)
    assert [line.name for line in heard.lines] == ["stół"]


def test_a_private_person_may_have_been_named_before():
    heard = understand("faktura dla Jana Kowalskiego, osoba prywatna, montaż 300 zł brutto")

    assert (heard.buyer.kind, heard.buyer.name) == (PRIVATE, "Jan Kowalski")
    assert [line.name for line in heard.lines] == ["montaż"]


@pytest.mark.parametrize("text", ["osoba prywatna", "Osoba prywatna.", "konsument", "private person"])
def test_the_kind_alone_is_an_answer(text):
    assert understand(text).buyer.kind is PRIVATE


def test_a_sale_to_many_private_persons_says_nothing_of_the_buyer():
    heard = understand("faktura dla NIP 5260250274, szkolenie dla osób prywatnych 500 zł")

    assert heard.buyer.kind is None


def test_no_nip_is_said_of_the_buyer():
    heard = understand("faktura bez NIP dla Klub Sportowy Delfin, 300 zł za zajęcia")

    assert (heard.buyer.kind, heard.buyer.name) == (BuyerKind.NO_NIP, "Klub Sportowy Delfin")


@pytest.mark.parametrize(
    ("text", "name", "address", "country", "kind"),
    [
        (
            "faktura dla Acme Inc., 123 Main Street, New York, USA, konsultacje 1000 USD",
            "Acme Inc.",
            "123 Main Street, New York",
            "US",
            ABROAD,
        ),
        (
            "faktura dla Globex Ltd, 10 High Street, London, Wielka Brytania, konsultacje 1000 GBP",
            "Globex Ltd",
            "10 High Street, London",
            "GB",
            ABROAD,
        ),
        (
            "faktura dla Majak s.r.o., CZ12345678, Přístavní 1, Praha, Czechy, konsultacje 1000 EUR",
            "Majak s.r.o.",
            "Přístavní 1, Praha",
            "CZ",
            None,
        ),
        ("faktura dla firmy z USA Acme, konsultacje 1000 USD", "Acme", None, "US", ABROAD),
    ],
)
def test_an_address_abroad_ends_with_its_country(text, name, address, country, kind):
    heard = understand(text)
    buyer = heard.buyer

    assert (buyer.name, buyer.address, buyer.country, buyer.kind) == (name, address, country, kind)
    assert [line.name for line in heard.lines] == ["konsultacje"]


@pytest.mark.parametrize(
    "text",
    [
        "faktura dla NIP 5260250274, transport do Niemiec 900 zł",
        "faktura dla NIP 5260250274, bilet USA Today 900 zł",
        "faktura dla NIP 5260250274, 2 kg kawy z Brazylii 900 zł",
    ],
)
def test_a_country_in_the_name_of_a_thing_sold_stays_there(text):
    heard = understand(text)

    assert (heard.buyer.kind, heard.buyer.country) == (None, None)
    assert any(country in heard.lines[0].name for country in ("Niemiec", "USA", "Brazylii"))


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("faktura dla Acme, 123 Main Street, New York, USA", "US"),
        ("123 Main Street, New York, USA", "US"),
        ("Paryż, Francja", "FR"),
        ("Niemcy", "DE"),
    ],
)
def test_a_country_may_be_the_last_word(text, country):
    assert understand(text).buyer.country == country


def test_a_country_after_for_is_the_buyer_s_name():
    buyer = understand("dla USA").buyer

    assert (buyer.name, buyer.country) == ("USA", None)
