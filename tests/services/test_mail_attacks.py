"""Attacker, channel, goal: nobody issues, reads, changes or diverts anything by mail; the table is in the documents."""

import os
from pathlib import Path

import pytest

from sandbox.mail.signing import Signer
from tests.services.attacks import ATTACKERS, CHANNELS, GOALS, besiege

TABLE = Path(__file__).parents[2] / "docs" / "mail-trust.md"
BEGIN, END = "<!-- table of attacks -->\n", "<!-- end of the table -->\n"
HEAD = ("Attacker", "Channel", *GOALS.values())
OF_A_MEMBER = {"mailbox-thief": "drafts and reads in the member's name", "viewer": "reads, as in the chat"}
FORBIDDEN = ("ISSUED", "ADDRESSES CHANGED", "SENT ELSEWHERE", "LET IN")


@pytest.fixture(scope="module")
def signer():
    return Signer()


def row(attacker, channel, outcomes) -> str:
    cells = (ATTACKERS[attacker], CHANNELS[channel], *(outcomes[goal] for goal in GOALS))
    return f"| {' | '.join(cells)} |\n"


def written() -> list[str]:
    text = TABLE.read_text()
    return text[text.index(BEGIN) + len(BEGIN) : text.index(END)].splitlines(keepends=True)


def write(line: str) -> None:
    """Put a row into the table, in the order of attackers and channels."""
    order = [row(a, c, dict.fromkeys(GOALS, "")).split(" |", 3)[:2] for a in ATTACKERS for c in CHANNELS]
    rows = {tuple(each.split(" |", 3)[:2]): each for each in [*written()[2:], line]}
    lines = [f"| {' | '.join(HEAD)} |\n", f"|{'---|' * len(HEAD)}\n"]
    lines += [rows[tuple(key)] for key in order if tuple(key) in rows]
    text = TABLE.read_text()
    TABLE.write_text(text[: text.index(BEGIN)] + BEGIN + "".join(lines) + text[text.index(END) :])


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("attacker", ATTACKERS)
async def test_an_attacker_gets_no_further_than_the_table_says(house, signer, attacker, channel):
    outcomes = await besiege(house, signer, attacker, channel)

    reached = [goal for goal, outcome in outcomes.items() if any(word in outcome for word in FORBIDDEN)]
    assert reached == []
    if attacker not in OF_A_MEMBER:
        assert not [outcome for outcome in outcomes.values() if "draft" in outcome or "answered" in outcome]
    line = row(attacker, channel, outcomes)
    if os.environ.get("LATARNIK_GOLDEN") == "write":
        write(line)
    assert line in written()


def test_every_cell_of_the_table_is_written_down():
    assert len(written()) == 2 + len(ATTACKERS) * len(CHANNELS)
