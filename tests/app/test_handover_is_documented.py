"""docs/handover.md is the hand-over matrix for people; written with LATARNIK_GOLDEN=write."""

import os
from itertools import product
from pathlib import Path

from invoicing.model.handover import HandOver, HandOverState, Label, Paper, hand_over
from invoicing.model.handover_table import ROWS
from invoicing.model.party import BuyerKind

PAGE = Path(__file__).parents[2] / "docs" / "handover.md"
HEAD = """# Which buyer may be given which paper, and when

The table is `invoicing/model/handover_table.py`; `latarnik handover --all` prints it case by case, and each row has a test
named after it. The Ministry's position is taken where advisers see it otherwise (confidence *ministry*): a domestic buyer with a
NIP receives the invoice through KSeF (art. 106nda ust. 3 VATA, handbook KSeF 2.0 part II, 1.6.6), so before the number there is
only a confirmation of the transaction, which is no invoice.

The owner may override D1 and D3 (also where D17, D20 and D21 follow them) for one invoice, with a typed reason that is kept: then
the visualisation with two codes goes.
D24 nobody may override: a plain PDF called "faktura" without its codes, given to anybody but in D5, D6 and D23.

States: **waiting** sent online, no number yet; **numbered** in any mode; **offline** offline24 or unavailability before the
number; **emergency** announced failure before the number; **total failure** issued in one; **outside** lawfully outside KSeF;
**rejected** by KSeF. *Received on*: the day of the **number**, the day of the **actual** receipt, or **actual or number**: the
actual one when it was handed over before the sending, else the day of the number.

"""
LETTERS = {
    Paper.TRANSACTION_CONFIRMATION: "confirmation",
    Paper.VISUALISATION: "visualisation",
    Paper.PLAIN_INVOICE: "plain invoice",
    Paper.NOTHING: "nothing new",
}


def words(value):
    return value.replace("_", " ")


def grid():
    yield "| Buyer | " + " | ".join(words(state) for state in HandOverState) + " |\n"
    yield "|---" * (len(HandOverState) + 1) + "|\n"
    for kind in BuyerKind:
        found = [hand_over(kind, state) for state in HandOverState]
        yield f"| `{kind}` | " + " | ".join(f"{row.row} {LETTERS[row.paper]}" for row in found) + " |\n"


def codes(row: HandOver) -> str:
    names = {Label.KSEF_NUMBER: "KOD I: the number", Label.OFFLINE: "KOD I: OFFLINE"}
    return ", ".join(names.get(label, "KOD II: CERTYFIKAT") for label in row.codes) or "none"


def line(row: HandOver) -> str:
    cells = (
        f"{row.row}{' (owner may override)' if row.overridable else ''}",
        LETTERS[row.paper],
        codes(row),
        words(row.way),
        words(row.when),
        words(row.receipt),
        ", ".join(row.articles),
        row.confidence,
    )
    return "| " + " | ".join(cells) + " |\n"


def rows():
    """Every form that a row takes, once."""
    yield "| Row | Document | Codes | Channel | When | Received on | Basis | Confidence |\n"
    yield "|---|---|---|---|---|---|---|---|\n"
    found = {line(hand_over(*case)): hand_over(*case) for case in product(BuyerKind, HandOverState)}
    found[line(ROWS["D24"])] = ROWS["D24"]
    yield from sorted(found, key=lambda text: (int(found[text].row[1:]), text))


def test_the_page_has_a_line_for_every_case_of_the_matrix():
    now = HEAD + "".join(grid()) + "\n" + "".join(rows())
    if os.environ.get("LATARNIK_GOLDEN") == "write":
        PAGE.write_text(now, encoding="utf-8")

    assert PAGE.read_text(encoding="utf-8") == now
