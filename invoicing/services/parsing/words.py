"""Tables of words, folded (lower case, no diacritics)."""

from __future__ import annotations

from collections.abc import Mapping

from invoicing.model.invoice import PaymentMethod


def words(forms: str) -> list[str]:
    """The words of a line."""
    return forms.split()


def _table(rows: Mapping[str, str]) -> dict[str, str]:
    return {form: name for name, forms in rows.items() for form in words(forms)}


UNITS: Mapping[str, str] = _table(
    {
        "godz.": "h godz godzina godziny godzin godzine godzinie rbh rh roboczogodzin roboczogodziny",
        "szt.": "szt sztuka sztuki sztuk sztuke",
        "kg": "kg kilo kilogram kilogramy kilogramow kilograma",
        "g": "g gr gram gramy gramow",
        "dag": "dag dkg deko",
        "t": "t tona tony ton tone",
        "km": "km kilometr kilometry kilometrow kilometra",
        "m": "m mb metr metry metrow metra",
        "m2": "m2 mkw",
        "m3": "m3",
        "l": "l litr litry litrow litra",
        "dni": "dzien dni dnia doba doby dob dobe dniowka dniowki dniowek",
        "mies.": "mies msc mc miesiac miesiace miesiecy miesiaca",
        "str.": "str strona strony stron strone",
        "egz.": "egz egzemplarz egzemplarze egzemplarzy egzemplarza",
        "usł.": "usl",
        "os.": "os osoba osoby osob",
        "kpl.": "kpl komplet komplety kompletow kompletu",
        "op.": "op opak opakowanie opakowania opakowan",
        "zgrzewka": "zgrzewka zgrzewki zgrzewek zgrzewke",
        "paleta": "paleta palety palet palete",
        "karton": "karton kartony kartonow kartonu",
        "worek": "worek worki workow worka",
        "ryza": "ryza ryzy ryz ryze",
        "rolka": "rolka rolki rolek rolke",
        "butelka": "butelka butelki butelek butelke",
        "para": "para pary par pare",
        "kWh": "kwh",
        "MWh": "mwh",
    }
)
UNIT_WITH_DOT = frozenset(words("godz szt str egz usl kpl op opak mies msc zl"))

NUMERALS: Mapping[str, str] = _table(
    {
        "1": "jeden jedna jedno",
        "2": "dwa dwie dwoch dwoje",
        "3": "trzy trzech troje",
        "4": "cztery czterech",
        "5": "piec pieciu",
        "6": "szesc szesciu",
        "7": "siedem siedmiu",
        "8": "osiem osmiu",
        "9": "dziewiec dziewieciu",
        "10": "dziesiec dziesieciu",
        "11": "jedenascie",
        "12": "dwanascie tuzin",
        "13": "trzynascie",
        "14": "czternascie",
        "15": "pietnascie",
        "16": "szesnascie",
        "17": "siedemnascie",
        "18": "osiemnascie",
        "19": "dziewietnascie",
        "20": "dwadziescia dwudziestu",
        "30": "trzydziesci",
        "40": "czterdziesci",
        "50": "piecdziesiat",
        "60": "szescdziesiat",
        "70": "siedemdziesiat",
        "80": "osiemdziesiat",
        "90": "dziewiecdziesiat",
        "100": "sto stu",
        "200": "dwiescie dwustu",
        "300": "trzysta",
        "400": "czterysta",
        "500": "piecset",
        "600": "szescset",
        "700": "siedemset",
        "800": "osiemset",
        "900": "dziewiecset",
        "1000": "tysiac",
        "0.5": "pol polowa",
        "1.5": "poltorej poltora",
    }
)

CURRENCIES: Mapping[str, str] = _table(
    {
        "PLN": "zl pln zlotych zlote zloty zlotego zlociszy zeta",
        "EUR": "eur euro",
        "USD": "usd dolarow dolary dolar",
        "GBP": "gbp funtow funty",
        "CZK": "czk",
        "CHF": "chf",
    }
)
CURRENCY_SIGNS: Mapping[str, str] = {"€": "EUR", "$": "USD", "£": "GBP"}

THOUSANDS: Mapping[str, int] = {
    **dict.fromkeys(words("k tys tysiac tysiace tysiecy tysiaca"), 1_000),
    **dict.fromkeys(words("mln milion miliony milionow"), 1_000_000),
}

PAYMENT: Mapping[str, PaymentMethod] = {
    form: method
    for method, forms in {
        PaymentMethod.TRANSFER: "przelew przelewem przelewu przelewie",
        PaymentMethod.CASH: "gotowka gotowke gotowki gotowce cash",
        PaymentMethod.CARD: "karta karte terminal terminalem",
        PaymentMethod.MOBILE: "blik blikiem bliku mobilna mobilnie",
        PaymentMethod.VOUCHER: "bonem voucherem",
        PaymentMethod.CHEQUE: "czek czekiem",
        PaymentMethod.CREDIT: "kredyt kredytem",
    }.items()
    for form in words(forms)
}

MONTHS: Mapping[str, int] = {
    form: number
    for number, forms in enumerate(
        (
            "stycznia styczen styczniu",
            "lutego luty lutym",
            "marca marzec marcu",
            "kwietnia kwiecien kwietniu",
            "maja maj maju",
            "czerwca czerwiec czerwcu",
            "lipca lipiec lipcu",
            "sierpnia sierpien sierpniu",
            "wrzesnia wrzesien wrzesniu",
            "pazdziernika pazdziernik pazdzierniku",
            "listopada listopad listopadzie",
            "grudnia grudzien grudniu",
        ),
        start=1,
    )
    for form in words(forms)
}
WEEKDAYS: Mapping[str, int] = {
    form: number
    for number, forms in enumerate(
        (
            "poniedzialek poniedzialku",
            "wtorek wtorku",
            "sroda srode srody",
            "czwartek czwartku",
            "piatek piatku",
            "sobota sobote soboty",
            "niedziela niedziele niedzieli",
        )
    )
    for form in words(forms)
}
DAYS_AWAY: Mapping[str, int] = {
    "dzis": 0,
    "dzisiaj": 0,
    "dzisiejsza": 0,
    "jutro": 1,
    "jutra": 1,
    "pojutrze": 2,
    "wczoraj": -1,
    "przedwczoraj": -2,
}
DAYS_IN: Mapping[str, int] = {
    **dict.fromkeys(words("dzien dni dnia"), 1),
    **dict.fromkeys(words("tydzien tygodnie tygodni tygodnia tyg"), 7),
}
MONTH_WORDS = frozenset(words("miesiac miesiace miesiecy miesiaca mies msc"))
