"""Nothing of anybody is left in a question that is kept: planted, in every shape people write it."""

import pytest

from invoicing.services.questions.masking import LONGEST, masked

PLANTED = {
    "nip": "czy firma 5260250274 ma ksef",
    "nip with dashes": "czy firma 526-025-02-74 ma ksef",
    "nip with blanks": "nip PL 526 025 02 74, co teraz",
    "another nip": "nip 526-02-50-274 wpisany źle",
    "eu number": "klient DE123456789 z Niemiec, czy ksef",
    "e-mail": "wyślij na jan.kowalski+fv@klient.example czy nie trzeba",
    "phone": "zadzwońcie na 601 234 567 w sprawie awarii",
    "phone together": "mój numer 601234567",
    "phone abroad": "tel. +48 601-234-567",
    "landline": "biuro 22 601 23 45",
    "account": "konto 61 1090 1014 0000 0712 1981 2874 się zgadza?",
    "account together": "PL61109010140000071219812874 na fakturze",
    "pesel": "PESEL 80010112345 na fakturze",
    "amount": "faktura na 12 345,67 zł w awarii",
    "amount in euro": "€1250 od klienta, czy ksef",
    "amount by letters": "sprzedaż 12345 tys miesięcznie",
    "amount without unit": "kwota 1234567 na fakturze",
    "street": "firma na ul. Morskiej 12345/7 zmieniła adres",
    "street in full": "siedziba: ulica Długa 12345, co wpisać",
    "postcode": "80-123 Gdańsk jako adres nabywcy",
    "invoice": "czy FV/12345/11/2026 jest w ksef",
    "ksef number": "5265877635-20261121-010080DD2B5E-26 nie działa",
    "link": "co znaczy https://qr.ksef.mf.gov.pl/invoice/5265877635/21-11-2026/abc12345",
    "whole name": "Jan Kowalski nie ma PESEL",
    "bent name": "co z fakturą dla Kowalskiego",
    "small name": "co z fakturą dla kowalskiego",
    "woman": "pani Kowalska wystawiła bez numeru",
    "small first name": "marcin nie ma dostępu a krzysztof ma",
    "company": "KOWALSKI TRANS Sp. z o.o. nie widzi faktury",
    "company in the sentence": "klient Kowalex odrzucił fakturę",
    "quoted": "hurtownia „Kowalski i Synowie” chce papier",
    "ukrainian": "фактура для Коваленка, чи треба KSeF",
}
TRACES = (
    "kowal",
    "marcin",
    "krzysztof",
    "morsk",
    "dlug",
    "długa",
    "gdańsk",
    "qr.ksef",
    "коваленк",
    "example",
)


@pytest.mark.parametrize("question", PLANTED.values(), ids=PLANTED)
def test_what_tells_of_somebody_is_masked(question):
    kept = masked(question)

    assert "[" in kept
    assert not any(trace in kept.lower() for trace in TRACES)
    assert not any(len(run) > 4 for run in "".join(c if c.isdigit() else " " for c in kept).split())
    assert sum(letter.isdigit() for letter in kept) <= 2


@pytest.mark.parametrize("name", ["budex", "BUDEX", "Budexu"])
def test_names_that_the_company_knows_are_masked_however_they_are_written(name):
    assert "bude" not in masked(f"{name} nie odebrał faktury, co teraz", ["BUDEX Sp. z o.o."]).lower()


@pytest.mark.parametrize(
    "question",
    [
        "Do kiedy przesłać do KSeF fakturę wystawioną w trybie offline24?",
        "co znaczy błąd 440 i 21184 przy wysyłce",
        "czym różni się awaria ogłoszona w Latarni od prac serwisowych",
        "Profil Zaufany nie działa a Ministerstwo milczy",
        "jak oznaczyć w JPK fakturę OFF, DI i BFK od 1 lutego 2026",
        "ми виставляємо фактури для Польщі, чи треба KSeF",
    ],
)
def test_what_is_asked_for_stays_readable(question):
    assert masked(question) == question


def test_only_the_beginning_of_a_long_text_is_kept():
    assert len(masked("co z fakturą? " * 100_000)) <= LONGEST
