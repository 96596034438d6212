"""`latarnik drill`: an outage from end to end against the stand-ins; in production not a single call."""

import pytest
from aiohttp import web

from invoicing.model.party import Nip
from invoicing.services.drilling_books import last_drill, running
from sandbox.serving import Served
from tests.app.commands import NIP

DRILL = ("drill", "--company", NIP)
ENROL = ("ksef", "certificates", "enrol", "--company", NIP, "--type", "offline")
OWN = "biuro@latarnia.example"


@pytest.fixture
async def ready(company, aside, stage):
    """A company with an offline certificate, and the mailbox of its owner."""
    del company
    answer = await aside(*ENROL)
    assert answer.status == 0, answer.err
    await stage.mail.add_account("ola@latarnia.example")


def states(answer) -> dict[str, str]:
    return {line["step"]: line["state"] for line in answer.lines if "step" in line}


def details(answer, step: str) -> dict[str, str]:
    return next(line["details"] for line in answer.lines if line.get("step") == step)


@pytest.mark.usefixtures("ready")
async def test_a_drill_goes_from_the_invoice_to_its_number_in_ksef(aside, stage):
    answer = await aside(*DRILL)

    assert answer.status == 0, answer.err
    assert set(states(answer).values()) == {"done"}
    assert len(states(answer)) == 9
    assert answer.lines[-1]["outcome"] == "passed"
    assert details(answer, "issue")["number"].startswith("CW/")
