"""What comes again, as people say it."""

from datetime import date

import pytest

from invoicing.services.intents import Intent, understand
from invoicing.services.parsing.rhythms import rhythm_of

FRIDAY = date(2026, 11, 20)
SAID = [
    ("faktura dla 5260250274, abonament 99 zł co miesiąc 1.", "monthly", "2026-12-01", 1),
    ("co miesiąc 1. faktura dla 5260250274 abonament 99 zł", "monthly", "2026-12-01", 1),
    ("faktura dla 5260250274 abonament 99 zł każdego 10. dnia miesiąca", "monthly", "2026-12-10", 10),
    ("faktura dla 5260250274 abonament 99 zl, 25 kazdego miesiaca", "monthly", "2026-11-25", 25),
    ("10-go każdego miesiąca faktura dla 5260250274 za abonament 99 zł", "monthly", "2026-12-10", 10),
    ("co miesiąc ostatniego dnia faktura dla 5260250274 abonament 99 zł", "monthly", "2026-11-30", 31),
    ("faktura dla 5260250274 abonament 99 zł co miesiąc", "monthly", "2026-11-20", 20),
    ("faktura dla 5260250274 abonament 99 zł co tydzień w poniedziałek", "weekly", "2026-11-23", 23),
    ("w każdy piątek faktura dla 5260250274 abonament 99 zł", "weekly", "2026-11-20", 20),
    ("faktura dla 5260250274 abonament 99 zł co kwartał 5", "quarterly", "2026-12-05", 5),
    ("faktura dla 5260250274 abonament 99 zł co rok 15", "yearly", "2026-12-15", 15),
    ("invoice for 5260250274 abonament 99 every month on the 5th", "monthly", "2026-12-05", 5),
    ("faktura dla 5260250274 abonament 99 zł кожного місяця 3", "monthly", "2026-12-03", 3),
]


@pytest.mark.parametrize(("text", "recurs", "first", "day"), SAID)
def test_the_day_is_part_of_the_rhythm_and_no_line_of_the_invoice(text, recurs, first, day):
    heard = understand(text, FRIDAY)
    assert (heard.intent, heard.recurs) == (Intent.ISSUE, recurs)
    assert [(line.name, str(line.price)) for line in heard.lines] == [("abonament", "99.00")]
    assert (heard.due_date, heard.supply_date, heard.problems) == (None, None, ())
    rhythm = rhythm_of(text, recurs, FRIDAY)
    assert (rhythm.every.value, rhythm.first.isoformat(), rhythm.day) == (recurs, first, day)


@pytest.mark.parametrize(
    "text",
    [
        "faktura dla 5260250274 czynsz za każdy miesiąc 500 zł",
        "faktura dla 5260250274 przegląd roczny 500 zł",
        "co słychać?",
    ],
)
def test_what_only_names_a_month_does_not_come_again(text):
    assert understand(text, FRIDAY).recurs is None
