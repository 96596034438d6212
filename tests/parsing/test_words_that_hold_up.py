"""One message must not freeze all companies: its time grows with its length and no faster."""

from contextlib import suppress
from datetime import date

from invoicing.model.errors import Refused
from invoicing.services.intents import understand
from invoicing.services.letters_in.tables import lines_of
from invoicing.services.parsing.edits.reader import read_edits
from invoicing.services.people.choosing import names_company
from tests.fuzz.held_up import held_up_by

TODAY = date(2026, 11, 20)
BLANKS = " " * 1_980


def table(content: str) -> None:
    with suppress(Refused):
        lines_of(content.encode())


def test_no_message_holds_up_the_others():
    cases = {
        "change with blanks": lambda: read_edits(f"zmień{BLANKS}x", TODAY),
        "change with commas": lambda: read_edits("zmień" + ", " * 990 + "x", TODAY),
        "change with stops": lambda: read_edits("zmień" + "!" * 1_990 + "x", TODAY),
        "thanks": lambda: read_edits("zmień " + "proszę, " * 240 + "x", TODAY),
        "company with blanks": lambda: names_company("on behalf of" + " " * 100_000 + "x"),
        "company with lines": lambda: names_company("w imieniu" + "\n" * 100_000 + "x"),
        "company with a long name": lambda: names_company("w imieniu a" + " a" * 50_000 + "x"),
        "number of a table": lambda: table(f"cena;ilosc;{'1' * 100_000}x\n1;2;3\n"),
        "signs of a table": lambda: table(f"cena;ilosc;{'., ' * 33_000}x\n1;2;3\n"),
        "heading of a table": lambda: table(f"nazwa;cena;{'vat ' * 25_000}x\n1;2;3\n"),
        "fraction of a table": lambda: table(f"nazwa;cena\nx;1,5{' ' * 100_000}x\n"),
        "sentence with blanks": lambda: understand(f"faktura{BLANKS}dla NIP 5260250274", TODAY),
        "sentence of digits": lambda: understand("faktura dla " + "1 " * 990, TODAY),
    }

    assert held_up_by(cases) == []


def test_whoever_speaks_for_a_company_is_understood_as_before():
    assert names_company("W imieniu firmy  Piekarnia Ola : faktura dla Jana")
    assert names_company("on behalf of\nAB:\nfaktura")
    assert not names_company("w imieniu : faktura")
    assert not names_company("w imieniu\nA\nB: faktura")
