"""Sentences about papers of issued invoices, and those that only look like one."""

import pytest

from invoicing.model.papers import Paper
from invoicing.services.parsing.paper_wishes import LONGEST, paper_wish

TO = "ksiegowosc@klient.example"


@pytest.mark.parametrize(
    "words",
    [
        f"wyślij fakturę FV/2026/11/3 na {TO}",
        f"Wyslij fv nr FV/2026/11/3 na adres {TO}.",
        f"prześlij proszę FV/2026/11/3 do {TO}",
        f"send invoice FV/2026/11/3 to {TO.upper()}",
        f"надішли фактуру FV/2026/11/3 на {TO}",
    ],
)
def test_an_invoice_is_to_go_to_an_address(words):
    wish = paper_wish(words)

    assert (wish.number, wish.address, wish.shows) == ("FV/2026/11/3", TO, False)
    assert (wish.paper, wish.also, wish.again, wish.remembers) == (None, False, False, False)


@pytest.mark.parametrize(
    "words", ["wyślij ostatnią fakturę na", "send the last invoice to", "надішли останню фактуру на"]
)
def test_the_latest_invoice_needs_no_number(words):
    assert (paper_wish(f"{words} {TO}").number, paper_wish(f"{words} {TO}").address) == (None, TO)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("12/2026", "12/2026"),
        ("fv/2026/11/3", "fv/2026/11/3"),
        ("2026-11-0003", "2026-11-0003"),
        ("F12", "F12"),
    ],
)
def test_numbers_of_any_series_stay_as_they_are_typed(words, number):
    assert paper_wish(f"wyślij fakturę {words} na {TO}").number == number


@pytest.mark.parametrize(
    ("words", "paper"),
    [
        ("wyślij potwierdzenie transakcji do FV/2026/11/3 na", Paper.TRANSACTION_CONFIRMATION),
        ("wyślij wizualizację FV/2026/11/3 na", Paper.VISUALISATION),
        ("wyślij zwykłą fakturę FV/2026/11/3 na", Paper.PLAIN_INVOICE),
        ("wyślij FV/2026/11/3 bez kodów na", Paper.PLAIN_INVOICE),
        ("надішли звичайну фактуру FV/2026/11/3 на", Paper.PLAIN_INVOICE),
    ],
)
def test_a_paper_may_be_named(words, paper):
    assert paper_wish(f"{words} {TO}").paper is paper


@pytest.mark.parametrize(
    ("words", "also", "again", "remembers"),
    [
        ("wyślij też FV/2026/11/3 na {to}", True, False, False),
        ("wyślij jeszcze raz FV/2026/11/3 na {to}", False, True, False),
        ("wyślij FV/2026/11/3 ponownie", False, True, False),
        ("wyślij FV/2026/11/3 na {to} i zapamiętaj adres", False, False, True),
        ("wyślij także FV/2026/11/3 na {to}, zapamiętaj go", True, False, True),
    ],
)
def test_what_is_to_be_done_beyond_that_is_said(words, also, again, remembers):
    wish = paper_wish(words.format(to=TO))

    assert (wish.also, wish.again, wish.remembers) == (also, again, remembers)


@pytest.mark.parametrize(
    ("words", "form", "paper"),
    [
        ("pdf FV/2026/11/3", "pdf", None),
        ("pokaż xml faktury FV/2026/11/3", "xml", None),
        ("wyślij mi upo FV/2026/11/3", "upo", None),
        ("daj mi potwierdzenie transakcji do FV/2026/11/3", None, Paper.TRANSACTION_CONFIRMATION),
        ("przyślij pdf ostatniej faktury", "pdf", None),
        ("покажи pdf FV/2026/11/3", "pdf", None),
    ],
)
def test_a_file_is_wanted_in_the_chat(words, form, paper):
    wish = paper_wish(words)

    assert (wish.shows, wish.form, wish.paper, wish.address) == (True, form, paper, None)


@pytest.mark.parametrize(
    "words",
    [
        f"faktura dla NIP 5260250274, 2 h konsultacji po 200 zł, wyślij na {TO}",
        f"wyślij fakturę za konsultacje 200 zł na {TO}",
        f"wyślij fakturę 5260250274 na {TO}",
        f"wyślij na {TO}",
        f"wyślij FV/2026/11/3 i FV/2026/11/4 na {TO}",
        f"wyślij FV/2026/11/3 na {TO} i na inny@klient.example",
        f"wyślij upo FV/2026/11/3 na {TO}",
        f"pokaż pdf FV/2026/11/3 na {TO}",
        "pokaż ostatnią fakturę",
        "ostatnie faktury",
        "faktura FV/2026/11/3",
        "korekta do FV/2026/11/3",
        "zapamiętaj",
        "",
        f"wyślij fakturę FV/2026/11/3 na {TO} " + "na " * LONGEST,
    ],
)
def test_other_sentences_stay_what_they_are(words):
    assert paper_wish(words) is None
