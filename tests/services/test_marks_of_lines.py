"""What nobody said is marked at the line it is of, whatever happens to the other lines."""

from tests.services.editing import draft_of, tap_on
from tests.services.house import BUYER

THREE = "faktura dla NIP 5260250274: konsultacje 200 zł netto + 23% VAT, książka 50 zł netto + 5% VAT, dojazd 80 zł netto"


def marks(house) -> dict[str, list[str]]:
    return {line["name"]: line["guessed"] for line in house.last().data["lines"]}


def rates(house) -> dict[str, str]:
    return {line["name"]: line["vat_rate"] for line in house.last().data["lines"]}


async def test_only_the_line_whose_rate_nobody_said_is_marked(house):
    await house.say(THREE)

    assert marks(house) == {"konsultacje": [], "książka": [], "dojazd": ["vat"]}


async def test_marks_stay_at_their_lines_when_lines_come_and_go(house):
    await house.say(THREE)
    await house.say("usuń pierwszą pozycję")
    assert marks(house) == {"książka": [], "dojazd": ["vat"]}

    await house.say("dodaj parking 20 zł netto + 8% VAT")
    assert marks(house) == {"książka": [], "dojazd": ["vat"], "parking": []}

    await house.say("usuń dojazd")
    assert marks(house) == {"książka": [], "parking": []}
    assert "vat" not in house.last().data["guessed"]


async def test_a_rate_said_of_one_line_leaves_the_others_marked(house):
    await house.say("faktura dla NIP 5260250274: konsultacje 200 zł netto, dojazd 80 zł netto")
    await house.say("stawka dojazdu 8%")
    assert marks(house) == {"konsultacje": ["vat"], "dojazd": []}
    assert rates(house) == {"konsultacje": "23", "dojazd": "8"}

    await house.say("stawka 23%")
    assert marks(house) == {"konsultacje": [], "dojazd": []}


async def test_an_undone_change_brings_the_marks_back(house):
    await house.say(THREE)
    await house.say("stawka dojazdu 8%")
    await tap_on(house, "undo")

    assert marks(house) == {"konsultacje": [], "książka": [], "dojazd": ["vat"]}


async def test_a_price_from_earlier_sales_is_marked_at_its_line_until_it_is_said(house):
    await house.say("faktura dla NIP 5260250274, dojazd 80 zł netto")
    await house.tap("issue")
    await house.say("faktura dla NIP 5260250274: konsultacje 200 zł netto + 23% VAT, dojazd")
    assert marks(house) == {"konsultacje": [], "dojazd": ["price", "vat"]}

    await house.say("cena dojazdu 90")
    assert marks(house) == {"konsultacje": [], "dojazd": ["vat"]}


async def test_a_foreign_buyer_changes_only_rates_that_nobody_said(house):
    await house.say(
        "faktura dla Mueller GmbH DE136695976: konsultacje 2 h po 200 zł, montaż 1 h po 80 zł + 23% VAT"
    )

    assert rates(house) == {"konsultacje": "np II", "montaż": "23"}
    assert marks(house)["konsultacje"] == ["vat"]


async def test_what_is_issued_bears_no_marks(real):
    await real.say(THREE)
    await real.tap("issue")

    (stored,) = await real.invoices()
    assert [line.marks for line in stored.invoice.lines] == [frozenset()] * 3
    assert stored.invoice.buyer.nip == BUYER


async def test_an_invoice_once_more_has_nothing_to_mark_but_its_term(real):
    await real.say(THREE)
    await real.tap("issue")
    await real.say("powtórz ostatnią fakturę")

    assert (await draft_of(real)).doubts <= {"due_date"}
