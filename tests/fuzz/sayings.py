"""What people say: true sentences, broken ones, and signs that no keyboard has."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import strategies as st

ROOT = Path(__file__).parents[1]
MOUTHS = [
    json.loads(line)["text"]
    for name in ("utterances", "mouths")
    for line in (ROOT / "parsing" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
]
COMMANDS = (
    "/faktury", "/szkice", "/kolejka", "/ksef", "/terminy", "/ludzie", "/limit", "/miesiac", "/poranek", "/proformy",
    "/kontrahenci", "/odrzucone", "/cykliczne", "/zatwierdzanie", "/zatwierdzanie 400", "/zatwierdzanie 100",
    "/zatwierdzanie wyłącz", "/zamroz", "/odmroz", "/firma", "/firma_5", "/firma Zatoka", "/firma Latarnia", "/jezyk",
    "/jezyk en", "/jezyk uk", "/jezyk pl", "/pomoc", "/start", "/start used-up", "/poczta", "/kwarantanna", "/dowody",
    "/cwiczenia", "/zapros", "/zwolnienie", "/zwolnienie usuń", "/autowystawianie do 1000", "/autowystawianie wyłącz",
    "/dostep", "/podpis", "/certyfikat", "/eksport 2026-11", "/kontrahenci_9", "/proformy_2", "/nieznane", "/",
)  # fmt: skip
ORDERS = (
    "TAK", "tak", "nie", "anuluj", "wystaw", "cofnij", "zatwierdź", "odrzuć bo za drogo", "3", "FV/2026/11/1",
    "pokaż ostatnie faktury", "skoryguj FV/2026/11/1: cena 150 zł", "skoryguj FV/2026/11/1: 1 h zamiast 2",
    "korekta FV/2026/11/1 zwrot całości", "FV/2026/11/1 zapłacona", "wyślij fakturę FV/2026/11/1 na b@klient.example",
    "duplikat FV/2026/11/1", "powtórz FV/2026/11/1 co miesiąc", "proforma dla NIP 5260250274, konsultacje 100 zł",
    "zmień termin na 30 dni", "cena 250", "brutto", "vat 8%", "dodaj dojazd 100 zł", "usuń pozycję 1", "rabat 10%",
    "nazwa pozycji: <b>kawa</b> & {{ x }}", "uwagi: dziękujemy", "waluta EUR", "podsumowanie listopada",
    "zaliczka 500 zł dla NIP 5260250274 na projekt", "dopisz do FV/2026/11/1", "ile mam zaległych", "kto zalega",
)  # fmt: skip
AFTER_ISSUE = (
    "skoryguj FV/2026/11/1: cena 150 zł", "skoryguj FV/2026/11/1: 1 h zamiast 2", "korekta FV/2026/11/2 zwrot całości",
    "powtórz ostatnią fakturę", "powtórz FV/2026/11/1 z ceną 300 zł", "anuluj FV/2026/11/1", "FV/2026/11/1 zapłacona",
    "wyślij fakturę FV/2026/11/1 na b@klient.example", "duplikat FV/2026/11/1", "skoryguj FV/2026/12/1: rabat 10%",
    "rozlicz zaliczkę FV/2026/11/1", "zły NIP na FV/2026/11/1, powinien być 5213017228",
    "faktura zaliczkowa 500 zł dla NIP 5260250274, projekt za 2000 zł", "paragon do FV/2026/11/1",
)  # fmt: skip
STRANGE = (
    "\x00", "\x01", "\x0b", "\x1b[31m", "\x7f", "\x85", "\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\ufffe", "\uffff",
    "\U0001f9fe", "\u0301" * 30, "\ud800", "\u2028", "\t", "\r\n", "&amp;", "]]>", "<!--", "%s", "{{7*7}}", "1e999", "٣",
    "Ⅷ", "½", "−", "\u00a0", "𝟙", "𒐫", "\U000e0001", "ﷺ",
)  # fmt: skip
_THINGS = st.sampled_from(["konsultacji", "kawy", "śrub M6", "montażu", "desek", "opieki nad stroną"])
_UNITS = st.sampled_from(["h", "szt.", "kg", "m2", "x", ""])
_NUMBERS = st.sampled_from(
    ["1", "2", "3", "0,5", "1,333", "12", "0", "-1", "999999999", "0,0001", "1 000", "10"]
)
_MONEY = st.sampled_from(
    ["200", "49,99", "0,01", "1000", "12 300,50", "0,005", "99999999999", "-5", "1e5", "100", "3,333"]
)
_TAX = st.sampled_from(["", "", "", " netto", " brutto", " vat 8%", " 5%", " zw", " 0%", " np", " vat 13%"])
_BUYERS = st.sampled_from(
    ["NIP 5260250274", "5213017228", "NIP 526-025-02-74", "5260250275", "KLIENT", "Jan Kowalski", "PL5260250274", "DE136695976"]
)  # fmt: skip
_TAILS = st.sampled_from(
    ["", "", ", wyślij na ksiegowosc@klient.example", ", termin 7 dni", ", gotówka", ", zapłacono", " EUR", ", rabat 5%",
     ", MPP", ", data sprzedaży 1.11", ", termin 30.02", ", cyklicznie co miesiąc", ", na maila, nie, na papierze"]
)  # fmt: skip


@st.composite
def orders(draw) -> str:
    """An invoice in words; mostly one that can be made."""
    lines = draw(st.lists(st.tuples(_NUMBERS, _UNITS, _THINGS, _MONEY, _TAX), min_size=1, max_size=3))
    said = ", ".join(f"{n} {unit} {what} po {price} zł{tax}" for n, unit, what, price, tax in lines)
    return f"faktura dla {draw(_BUYERS)}, {said}{draw(_TAILS)}"


@st.composite
def broken(draw) -> str:
    """A sentence that something has happened to."""
    text = draw(st.one_of(orders(), st.sampled_from(MOUTHS), st.sampled_from(ORDERS)))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        match draw(st.sampled_from(["put", "put", "cut", "twice", "lost"])):
            case "put":
                text = text[:at] + draw(st.sampled_from(STRANGE)) + text[at:]
            case "cut":
                text = text[:at]
            case "twice":
                text = text[:at] + text
            case _:
                text = text[:at] + text[at + 3 :]
    return text


GOOD = "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł, wyślij na ksiegowosc@klient.example"


def sayings() -> st.SearchStrategy[str]:
    """Anything at all that somebody may say, sound orders oftener than anything else."""
    return st.one_of(
        st.just(GOOD),
        orders(),
        st.sampled_from(ORDERS),
        st.sampled_from(COMMANDS),
        st.sampled_from(MOUTHS),
        broken(),
        st.text(max_size=60),
    )
