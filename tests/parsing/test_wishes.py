"""What a sentence wants, in the words people use for it."""

from __future__ import annotations

from datetime import date

import pytest

from invoicing.services.intents import understand
from invoicing.services.parsing.understood import Intent

TODAY = date(2026, 11, 20)

SAID = {
    Intent.GREETING: [
        "dzień dobry, co słychać",
        "hej, jak leci?",
        "Dziękuję i miłego weekendu!",
        "dobry wieczór Panie",
    ],
    Intent.CANCEL: [
        "jednak nie",
        "zostaw to",
        "nie trzeba",
        "wyrzuć ten szkic",
        "nie, nie wystawiaj tego",
        "zrezygnuj",
        "скасуйте",
        "forget it",
    ],
    Intent.CORRECT: [
        "pomyliłam się w fakturze FV/2026/11/5, ilość powinna być 3",
        "błąd w ostatniej fakturze, zły adres",
        "zmień cenę w fakturze FV/2026/11/5 na 150",
        "klient zwraca towar z FV/2026/11/5",
        "zrób korektę ostatniej faktury",
    ],
    Intent.REPEAT: [
        "Proszę powtórzyć poprzednią fakturę",
        "skopiuj ostatnią fakturę",
        "to samo co zwykle dla Budexu",
        "wystaw jeszcze raz ostatnią fakturę",
    ],
    Intent.RESEND: [
        "klient nie dostał faktury FV/2026/11/5, prześlij ponownie",
        "Dzień dobry, proszę wysłać ponownie fakturę FV/2026/11/5",
        "kopia faktury FV/2026/11/5",
        "podeślij jeszcze raz ostatnią fakturę",
        "please send invoice FV/2026/11/5 again",
    ],
    Intent.STATUS: [
        "czy ostatnia faktura doszła?",
        "czy Budex zapłacił FV/2026/11/5",
        "jaki numer ksef dostała FV/2026/11/5",
        "gdzie jest faktura FV/2026/11/5",
        "faktura FV/2026/11/5 przyjęta?",
    ],
    Intent.QUEUE: [
        "które faktury nie wyszły?",
        "co czeka na wysyłkę",
        "ile niewysłanych",
        "faktury czekające na KSeF",
        "які рахунки чекають?",
    ],
    Intent.KSEF_STATUS: ["czy ksef wstał?", "KSeF znów padł", "problem z ksefem?", "jest już ksef online"],
    Intent.LIST: [
        "znajdź fakturę na 1230 zł",
        "kto mi nie zapłacił?",
        "faktury z września dla NIP 5260250274",
        "ile sprzedałem w październiku?",
        "pokaż nieopłacone",
    ],
    Intent.EDIT: [
        "jednak przelew",
        "proszę zmienić ilość na 3",
        "oznacz jako opłaconą",
        "termin 30 dni",
        "wyślij też na biuro@klient.example",
        "zaznacz mechanizm podzielonej płatności",
        "dopisz uwagi: zlecenie 7",
    ],
    Intent.ISSUE: [
        "czy mogliby Państwo wystawić fakturę na 5260250274, naprawa 200 zł?",
        "mogłabyś zrobić fakturę dla 5260250274 za projekt 900 zł?",
        "5260250274 konsultacje 200 zł",
    ],
    Intent.FAQ: [
        "jak skorygować fakturę?",
        "co robić gdy ksef nie działa?",
        "czy muszę mieć certyfikat?",
        "co oznacza numer KSeF na fakturze?",
        "kiedy faktura jest uznana za dostarczoną?",
    ],
    Intent.OTHER: ["jaka jutro pogoda?", "opowiedz kawał", "qwerty", "'; DROP TABLE invoices; --"],
}


@pytest.mark.parametrize(
    ("said", "wanted"), [(said, intent) for intent, every in SAID.items() for said in every]
)
def test_what_is_wanted(said: str, wanted: Intent) -> None:
    assert understand(said, TODAY).intent is wanted


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("awaria?", Intent.KSEF_STATUS),
        ("is there an outage?", Intent.KSEF_STATUS),
        ("przypomnij klientowi o płatności", Intent.OTHER),
        ("status", Intent.STATUS),
        ("zaległe płatności", Intent.LIST),
        ("podaj status ostatniej faktury", Intent.STATUS),
        ("gdzie moja faktura", Intent.STATUS),
        ("jak tam ksef?", Intent.KSEF_STATUS),
        ("wyślij fakturę", Intent.RESEND),
        ("wyślij ją klientowi", Intent.RESEND),
        ("ostatnia faktura", Intent.LIST),
        ("faktury powyżej 1000 zł", Intent.LIST),
        ("nabywca to 5260250274", Intent.EDIT),
        ("jednak 3 godziny", Intent.EDIT),
        ("w FV/2026/11/2 ma być 8% zamiast 23%", Intent.CORRECT),
        ("klient chce zwrotu za FV/2026/11/2", Intent.CORRECT),
        ("co wystawiłem dla Budexu?", Intent.LIST),
        ("ponów wysyłkę FV/2026/11/1", Intent.RESEND),
        ("wyślij jeszcze raz do ksef", Intent.RESEND),
        ("duplikat ostatniej", Intent.RESEND),
        ("jeszcze raz tę samą fakturę dla Budexu", Intent.REPEAT),
        ("make it gross", Intent.EDIT),
        ("same invoice as last month", Intent.REPEAT),
        ("did the client pay FV/2026/11/3?", Intent.STATUS),
    ],
)
def test_short_sentences_are_heard_too(said: str, wanted: Intent) -> None:
    assert understand(said, TODAY).intent is wanted


@pytest.mark.parametrize(
    "said", ["czy Budex zapłacił FV/2026/11/5?", "co to jest faktura zaliczkowa?", "czy mogę płacić w euro?"]
)
def test_a_question_says_nothing_of_an_invoice_that_is_to_be(said: str) -> None:
    drafted = understand(said, TODAY).to_json()

    assert (drafted["kind"], drafted["currency"], drafted["paid"], drafted["lines"]) == (
        "vat",
        "PLN",
        False,
        [],
    )


def test_a_general_question_that_names_an_invoice_is_about_that_invoice():
    for text in ("czy FV/2026/11/18 jest już w KSeF?", "co się dzieje z fakturą FV/2026/11/18"):
        assert understand(text, TODAY).intent is Intent.STATUS


def test_another_day_of_supply_is_no_price():
    heard = understand("zmień datę sprzedaży na 15.11", TODAY)
    assert (heard.lines, heard.supply_date) == ((), date(2026, 11, 15))
