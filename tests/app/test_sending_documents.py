"""Documents of another program: a few go online, many in a batch, none twice, and each comes back with its proof."""

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from app.commands.speaking import AT_FAULT, DONE
from tests.app.commands import NIP, run_here

PATIENCE = 60


@pytest.fixture
async def sent(stage, company):
    """Runs `ksef send` while the stand-ins of this loop answer."""
    assert company

    async def run(*files: Path, **more: object):
        wait = more.pop("wait", PATIENCE)
        flags = [f"--{name}" for name, on in more.items() if on]
        words = ("ksef", "send", *files, "--company", NIP, "--wait", wait, *flags)
        return await asyncio.to_thread(run_here, *words, **stage.settings)

    return run


@pytest.fixture
def ours(document) -> Callable[[int], Path]:
    """A document of the company, as its other program numbered it."""

    def make(number: int, *changes: tuple[str, str]) -> Path:
        changes = (("5265877635", NIP), ("FV/2026/11/7", f"ERP/{number}"), *changes)
        return document(f"erp-{number}.xml", *changes)

    return make


def in_ksef(stage) -> list[dict]:
    return [row for row in stage.ksef.invoices() if row["ksef_number"]]


async def test_a_few_go_online_and_come_back_with_number_and_receipt(stage, sent, ours):
    files = [ours(1), ours(2)]

    said = await sent(*files)

    assert said.status == DONE, said.err
    assert {line["file"] for line in said.lines} == {str(file) for file in files}
    assert {line["status"] for line in said.lines} == {"accepted"}
    assert len(in_ksef(stage)) == 2
    for line in said.lines:
        upo = await asyncio.to_thread(
            run_here, "ksef", "upo", line["number"], "--company", NIP, "-o", files[0].with_name("upo.xml"), **stage.settings
        )  # fmt: skip
        assert upo.status == DONE, upo.err
        content = files[0].with_name("upo.xml").read_bytes()
        assert hashlib.sha256(content).hexdigest() == line["upo_sha256"]
        assert line["ksef_number"].encode() in content


async def test_many_go_in_one_batch_whose_receipt_proves_all(stage, sent, ours):
    files = [ours(number) for number in range(12)]

    said = await sent(*files)

    assert said.status == DONE, said.err
    assert {line["status"] for line in said.lines} == {"accepted"}
    assert len({line["upo_sha256"] for line in said.lines}) == 1
    assert len({line["ksef_number"] for line in said.lines}) == 12
    assert {row["session"] for row in in_ksef(stage)} == {in_ksef(stage)[0]["session"]}
    by_number = await asyncio.to_thread(
        run_here, "ksef", "upo", said.lines[0]["ksef_number"], "--company", NIP, "-o", files[0].with_name("upo.xml"), **stage.settings
    )  # fmt: skip
    assert by_number.status == DONE, by_number.err
    assert files[0].with_name("upo.xml").read_bytes().count(b"<NumerKSeFDokumentu>") == 12


async def test_the_same_files_again_are_the_same_invoices(stage, sent, ours):
    files = [ours(1), ours(2)]
    first = await sent(*files)
    second = await sent(*files)

    assert sorted(line["ksef_number"] for line in first.lines) == sorted(
        line["ksef_number"] for line in second.lines
    )
    assert len(in_ksef(stage)) == 2


async def test_a_bad_file_is_refused_by_name_and_the_others_go(stage, sent, ours, tmp_path):
    bad = ours(1, ("<P_15>492.00</P_15>", "<P_15>wiele</P_15>"))
    other = ours(2, (NIP, "5265877635"))
    gone = tmp_path / "nie-ma.xml"
    good = ours(3)

    said = await sent(bad, other, gone, good)

    assert said.status == AT_FAULT
    refused = {
        line["file"]: line["problems"][0]["code"] for line in said.lines if line["status"] == "refused"
    }
    assert refused[str(other)] == "seller-other"
    assert set(refused) == {str(bad), str(other), str(gone)}
    assert [line["file"] for line in said.lines if line["status"] == "accepted"] == [str(good)]
    assert len(in_ksef(stage)) == 1


async def test_a_number_that_the_books_know_with_other_bytes_is_not_sent(stage, sent, ours):
    await sent(ours(1))
    said = await sent(ours(1, ("konsultacje", "inne konsultacje")))

    assert said.status == AT_FAULT
    assert said.lines[0]["problems"][0]["code"] == "number-known"
    assert len(in_ksef(stage)) == 1


async def test_what_ksef_rejects_is_told_with_its_words(stage, sent, ours):
    stage.ksef.set_state("rejecting")
    said = await sent(ours(1))

    assert said.status == AT_FAULT
    assert said.lines[0]["status"] == "rejected"
    assert said.lines[0]["verdict"][0] == "450"


@pytest.mark.broken_ksef("it fails after taking invoices on purpose")
async def test_a_silent_ksef_leaves_them_in_the_queue_and_the_next_run_brings_them_home(stage, sent, ours):
    files = [ours(1), ours(2)]
    stage.ksef.set_state(faults={"error_after_accept": True})
    waiting = await sent(*files, wait=2)
    assert waiting.status == AT_FAULT
    assert {line["status"] for line in waiting.lines} == {"waiting"}

    stage.ksef.set_state(faults={"error_after_accept": 0})
    said = await sent(*files)

    assert said.status == DONE, said.err
    assert {line["status"] for line in said.lines} == {"accepted"}
    assert len(in_ksef(stage)) == 2


@pytest.mark.broken_ksef("the answer to the closing is lost on purpose")
@pytest.mark.parametrize("fault", ["drop_after_close", "error_after_close"])
async def test_a_batch_whose_closing_is_not_confirmed_makes_no_second_invoice(stage, sent, ours, fault):
    stage.ksef.set_state(faults={fault: 1})
    said = await sent(*[ours(number) for number in range(12)])

    assert said.status == DONE, said.err
    assert len(in_ksef(stage)) == 12


async def test_without_a_way_into_ksef_nothing_is_taken_on(stage, home, ours):
    await asyncio.to_thread(
        run_here, "company", "add", "--nip", NIP, "--name", "X", "--address", "Y 1, Z", **stage.settings
    )
    said = await asyncio.to_thread(run_here, "ksef", "send", ours(1), "--company", NIP, **stage.settings)

    assert said.status == AT_FAULT
    assert "certyfikat" in said.sentence


async def test_a_receipt_that_is_not_there_is_said_so(stage, company):
    said = await asyncio.to_thread(
        run_here, "ksef", "upo", "FV/1", "--company", NIP, "-o", "upo.xml", **stage.settings
    )

    assert said.status == AT_FAULT
    assert "FV/1" in said.sentence
