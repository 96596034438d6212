"""Tables of words for numbers and money, folded (lower case, no diacritics) where they are compared."""

from __future__ import annotations

from collections.abc import Mapping

from invoicing.model.invoice import PaymentMethod
from invoicing.services.parsing.tokens import fold


def words(forms: str) -> list[str]:
    """The words of a line, folded as the tokens are that they are compared with."""
    return fold(forms).split()


def table(rows: Mapping[str, str]) -> dict[str, str]:
    """From each form to the name of its row."""
    return {form: name for name, forms in rows.items() for form in words(forms)}


UNITS: Mapping[str, str] = table(
    {
        "godz.": "h hr hrs hour hours godz godzina godziny godzin godzinę godzinie godzinka godzinki godzinek rbh rbg rh"
        " roboczogodzina roboczogodzin roboczogodziny roboczogodzinę rob-h год година години годин годину",
        "min.": "min minuta minuty minut minutę minutes хв хвилин хвилини",
        "szt.": "szt sztuka sztuki sztuk sztukę sztuczka pcs pc piece pieces шт штука штуки штук",
        "kg": "kg kilo kilogram kilogramy kilogramów kilograma кг кілограм кілограми кілограмів",
        "g": "g gr gram gramy gramów",
        "dag": "dag dkg deko",
        "t": "t tona tony ton tonę тонн тонна тонни",
        "km": "km kilometr kilometry kilometrów kilometra км кілометрів",
        "m": "m mb mtr metr metry metrów metra",
        "m2": "m2 mkw metrokwadrat м2",
        "m3": "m3 kubik kubiki kubików kubika м3",
        "ha": "ha hektar hektary hektarów hektara",
        "ar": "ar ary arów",
        "l": "l litr litry litrów litra л літр літри літрів",
        "doba": "doba doby dób dobę",
        "dni": "dzień dni dnia dniówka dniówki dniówek day days день дні днів",
        "tyg.": "tyg tydzień tygodnie tygodni tygodnia week weeks тиждень тижні тижнів",
        "mies.": "mies msc mc m-c m-ce m-cy m-ca miesiąc miesiące miesięcy miesiąca month months місяць місяці місяців",
        "str.": "str strona strony stron stronę page pages сторінка сторінки сторінок",
        "egz.": "egz egzemplarz egzemplarze egzemplarzy egzemplarza",
        "usł.": "usł",
        "os.": "os osoba osoby osób osobę",
        "kpl.": "kpl komplet komplety kompletów kompletu",
        "op.": "op opak opakowanie opakowania opakowań",
        "zgrzewka": "zgrzewka zgrzewki zgrzewek zgrzewkę",
        "paleta": "paleta palety palet paletę",
        "karton": "karton kartony kartonów kartonu",
        "worek": "worek worki worków worka",
        "ryza": "ryza ryzy ryz ryzę",
        "rolka": "rolka rolki rolek rolkę",
        "butelka": "butelka butelki butelek butelkę",
        "skrzynka": "skrzynka skrzynki skrzynek skrzynkę",
        "arkusz": "arkusz arkusze arkuszy arkusza ark",
        "puszka": "puszka puszki puszek puszkę",
        "para": "para pary par parę",
        "kWh": "kwh",
        "MWh": "mwh",
    }
)
UNIT_WITH_DOT = frozenset(
    words("godz szt str egz usł kpl op opak mies msc mc m-c zł min tyg os ark zl pcs шт год")
)
CONTAINERS = frozenset(words("zgrzewka paleta karton worek ryza rolka butelka skrzynka arkusz puszka para"))
"""Units that are things: with nothing else named, they are what is sold."""
SHAPES: Mapping[str, str] = table(
    {
        "2": "kw kwadratowy kwadratowe kwadratowych kwadratowego sq",
        "3": "sześc sześcienny sześcienne sześciennych sześciennego",
        "": "b bież bieżący bieżące bieżących bieżącego",
    }
)
"""What follows "m": kwadratowy, sześcienny, bieżący."""

NUMERALS: Mapping[str, str] = table(
    {
        "0": "zero",
        "1": "jeden jedna jedno jedną jednej jednego один одна одну",
        "2": "dwa dwie dwóch dwoje dwu two два дві двох",
        "3": "trzy trzech troje three три трьох",
        "4": "cztery czterech czworo four чотири",
        "5": "pięć pięciu five п'ять пять",
        "6": "sześć sześciu six шість",
        "7": "siedem siedmiu seven сім",
        "8": "osiem ośmiu eight вісім",
        "9": "dziewięć dziewięciu nine дев'ять девять",
        "10": "dziesięć dziesięciu десять",
        "11": "jedenaście jedenastu",
        "12": "dwanaście dwunastu tuzin",
        "13": "trzynaście trzynastu",
        "14": "czternaście czternastu",
        "15": "piętnaście piętnastu",
        "16": "szesnaście szesnastu",
        "17": "siedemnaście siedemnastu",
        "18": "osiemnaście osiemnastu",
        "19": "dziewiętnaście dziewiętnastu",
        "20": "dwadzieścia dwudziestu twenty двадцять",
        "30": "trzydzieści trzydziestu thirty тридцять",
        "40": "czterdzieści czterdziestu сорок",
        "50": "pięćdziesiąt pięćdziesięciu fifty п'ятдесят пятдесят",
        "60": "sześćdziesiąt sześćdziesięciu шістдесят",
        "70": "siedemdziesiąt siedemdziesięciu",
        "80": "osiemdziesiąt osiemdziesięciu",
        "90": "dziewięćdziesiąt dziewięćdziesięciu",
        "100": "sto stu stówa stówę stówce stówka hundred сто",
        "200": "dwieście dwustu двісті",
        "300": "trzysta trzystu триста",
        "400": "czterysta czterystu чотириста",
        "500": "pięćset pięciuset п'ятсот пятсот",
        "600": "sześćset sześciuset шістсот",
        "700": "siedemset",
        "800": "osiemset",
        "900": "dziewięćset",
        "1000": "tysiąc тисяча",
        "1000000": "milion мільйон",
        "0.5": "pół połowa połówka ½",
        "0.25": "ćwierć kwadrans ¼",
        "0.75": "¾",
        "1.5": "półtorej półtora півтори півтора",
    }
)

CURRENCIES: Mapping[str, str] = table(
    {
        "PLN": "zł pln złotych złote złoty złotego złotówka złotówki złotówek złotówkach złociszy zlp zeta zety зл злотих злотий злоті",
        "EUR": "eur euro eura ojro eurasów євро",
        "USD": "usd dolarów dolary dolar dolara dolarach dollar dollars dolców доларів",
        "GBP": "gbp funtów funty funt funta funtach pounds pound",
        "CZK": "czk koron korony koronach kč",
        "CHF": "chf frank franków franki franka frankach",
        "NOK": "nok",
        "SEK": "sek",
        "DKK": "dkk",
        "HUF": "huf forintów forinty",
        "UAH": "uah hrywien hrywny hrywna грн гривень гривні",
    }
)
CURRENCY_SIGNS: Mapping[str, str] = {"€": "EUR", "$": "USD", "£": "GBP", "₴": "UAH"}
CURRENCY_ADJECTIVES: Mapping[str, str] = table(
    {
        "PLN": "polski polskich polskie",
        "USD": "amerykański amerykańskich amerykańskie us",
        "GBP": "brytyjski brytyjskich szterling szterlingów angielskich",
        "CZK": "czeski czeskich czeskie",
        "CHF": "szwajcarski szwajcarskich",
        "NOK": "norweski norweskich",
        "SEK": "szwedzki szwedzkich",
        "DKK": "duński duńskich",
    }
)

THOUSANDS: Mapping[str, int] = {
    **dict.fromkeys(
        words("k kzł tys tysiąc tysiące tysięcy tysiąca tysiaka tysiaków koła тис тисяч тисячі"), 1_000
    ),
    **dict.fromkeys(words("mln milion miliony milionów miliona"), 1_000_000),
    **dict.fromkeys(words("stówy stówek stów"), 100),
}

PAYMENT: Mapping[str, PaymentMethod] = {
    form: method
    for method, forms in {
        PaymentMethod.TRANSFER: "przelew przelewem przelewu przelewie przelewy przelewik przelewikiem"
        " переказ переказом",
        PaymentMethod.CASH: "gotówka gotówkę gotówki gotówce gotówką cash got готівка готівкою",
        PaymentMethod.CARD: "karta kartę kartą karty terminal terminalem card карткою картка",
        PaymentMethod.MOBILE: "blik blikiem bliku mobilna mobilną mobilnie",
        PaymentMethod.VOUCHER: "bon bonem bony bonami voucher voucherem vouchery",
        PaymentMethod.CHEQUE: "czek czekiem czeki cheque",
        PaymentMethod.CREDIT: "kredyt kredytem",
    }.items()
    for form in words(forms)
}
PAYMENT_ADJECTIVES = frozenset(
    words(
        "bankowy bankowym bankowego płatnicza płatniczą płatniczej kredytowa kredytową debetowa debetową zwykły zwykłym"
        " podarunkowy podarunkowym podarunkowego towarowy towarowym elektroniczny kupiecki kupieckim ekspresowy ekspresowym"
    )
)
