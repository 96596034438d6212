"""Corrections that cannot be made so, made twice, given up, or cut short by a crash."""

from dataclasses import replace

import pytest

from invoicing.model.lifecycle import Status
from invoicing.services.ksef_ports import Refusal
from invoicing.services.ksef_records import KsefEntry, SubjectRole
from invoicing.services.records import Role
from tests.services.correcting import corrected, issued, refused
from tests.services.fakes import Crash, ksef_number
from tests.services.house import SENTENCE

TWO_LINES = "faktura dla NIP 5260250274: 2 h konsultacji po 200 zł, 3 h szkolenia po 100 zł"


async def test_a_correction_that_ksef_rejected_does_not_count(billed):
    billed.ksef.verdicts = [Refusal(450, "nie", ())]
    await corrected(billed, "korekta FV/2026/11/1: cena 180 zł zamiast 200")
    card, second = await corrected(billed, "korekta FV/2026/11/1: cena 150 zł zamiast 200")

    assert card["correction"]["was"]["gross"] == "492.00"
    assert second.status is Status.ACCEPTED


async def test_without_a_number_the_only_invoice_of_the_buyer_or_the_last_one_is_meant(billed):
    card, _ = await corrected(billed, "korekta faktury dla 5260250274, cena 150 zł zamiast 200 zł")
    assert card["correction"]["number"] == "FV/2026/11/1"

    await issued(billed)
    card, _ = await corrected(billed, "korekta ostatniej faktury do zera")
    assert card["correction"]["number"] == "FV/2026/11/2"

    reason, details = await refused(billed, "korekta faktury dla 5260250274, cena 150 zł")
    assert (reason, details["numbers"]) == ("correction-which", "FV/2026/11/2, FV/2026/11/1")


async def test_cancelled_before_the_tap_nothing_is_issued_and_the_invoice_can_be_corrected_again(billed):
    await billed.say("korekta FV/2026/11/1 do zera")
    await billed.tap("cancel")
    assert billed.last().code == "draft-cancelled"
    assert len(await billed.invoices()) == 1

    _, correction = await corrected(billed, "korekta FV/2026/11/1: ilość 1")
    assert correction.invoice.number == "KOR/2026/11/1"


async def test_another_invoice_may_be_begun_while_a_correction_is_open(billed):
    await billed.say("korekta FV/2026/11/1 do zera")
    await billed.say(SENTENCE)

    assert billed.last().data["correction"] is None


@pytest.mark.parametrize(
    ("words", "reason", "detail"),
    [
        ("korekta FV/2026/11/7 do zera", "correction-unknown", ("nearest", "FV/2026/11/1")),
        ("korekta do zera", "correction-which", ("numbers", "FV/2026/11/1")),
        ("korekta ABC/1 do zera", "correction-unknown", ("nearest", "FV/2026/11/1")),
        ("korekta FV/2026/11/1, NIP nabywcy 5265877635", "buyer-is-seller", None),
        ("korekta FV/2026/11/1: 4 godz. zamiast 5", "correction-old-value", ("said", "5")),
        ("korekta FV/2026/11/1: pozycja 3 cena 10 zł", "correction-line", ("count", "1")),
        ("korekta FV/2026/11/1: cena 180 zł brutto", "correction-price-kind", ("kind", "net")),
        ("korekta FV/2026/11/1: coś 17 tam 3", "correction-unclear", ("text", "coś 17 tam 3")),
        ("korekta FV/2026/11/1: stawka 7%", "vat-unknown", ("rate", "7")),
        ("korekta FV/2026/11/1: stawka zw", "exemption-unknown", None),
        ("korekta FV/2026/11/1: rabat 110%", "discount-percent", ("value", "110")),
    ],
)
async def test_what_cannot_be_corrected_so_is_refused_with_the_reason(billed, words, reason, detail):
    said, details = await refused(billed, words)

    assert said == reason
    if detail is not None:
        assert details[detail[0]] == detail[1]
    assert len(await billed.invoices()) == 1


async def test_an_invoice_of_another_program_is_corrected_where_it_was_made(billed):
    (ours,) = await billed.invoices()
    at = ours.issued_at
    theirs = KsefEntry(
        ksef_number("5265877635", 77), "X/7", "Vat", at.date(), "5265877635", "Latarnia", "5260250274", "Klient", "123.00",
        "PLN", b"x" * 32, at, at, at, offline=False,
    )  # fmt: skip
    async with billed.units() as work:
        await work.ksef.add(ours.company_id, SubjectRole.SELLER, theirs, None, at)

    assert await refused(billed, "korekta X/7 do zera") == (
        "correction-elsewhere",
        {"number": "X/7"},
    )


async def test_a_number_of_another_company_is_unknown_here_and_only_our_own_are_named(billed, office):
    other = await office.client("Druga", chat="1003", role=Role.OWNER)
    await office.waits(other, "2026-11-20")
    async with billed.units.reading() as work:
        (theirs,) = await work.invoices.recent(other.id, 1)
    reason, details = await refused(billed, f"korekta faktury nr {theirs.invoice.number} do zera")

    assert (reason, details["nearest"]) == ("correction-unknown", "FV/2026/11/1")


async def test_which_of_many_lines_is_asked_back(house):
    await issued(house, TWO_LINES)
    reason, details = await refused(house, "korekta FV/2026/11/1: cena 10 zł")

    assert reason == "correction-line-unclear"
    assert details["lines"] == "1. konsultacje, 2. szkolenie"


async def test_who_may_not_issue_may_not_correct(billed):
    await billed.take_on(Role.ACCOUNTANT, "1003")
    await billed.say("korekta FV/2026/11/1 do zera", "1003")

    assert billed.last("1003").code == "not-allowed"


async def test_two_cards_of_one_state_become_one_correction(billed):
    await billed.take_on(Role.ISSUER, "1003")
    await billed.say("korekta FV/2026/11/1: ilość 1")
    await billed.say("korekta FV/2026/11/1 do zera", "1003")
    await billed.tap("issue")
    await billed.tap("issue", "1003")

    said = billed.last("1003")
    assert (said.code, said.data["reason"]) == ("refused", "correction-stale")
    assert [each.invoice.number for each in await billed.invoices()] == ["FV/2026/11/1", "KOR/2026/11/1"]
    _, second = await corrected(billed, "korekta FV/2026/11/1 do zera")
    assert second.invoice.number == "KOR/2026/11/2"  # what was refused left no gap


@pytest.mark.parametrize("at", range(1, 12))
async def test_killed_before_any_commit_one_correction_comes_of_one_tap(billed, at):
    await billed.say("korekta FV/2026/11/1: ilość 1")
    tap = billed.tap_of("issue")
    billed.units.begun, billed.units.dies_at = 0, at
    try:
        await billed.receive(tap)
        await billed.work()
    except Crash:
        pass
    billed.units.dies_at = None
    await billed.restart()
    await billed.assistant(tap)
    await billed.work(seconds=120)

    invoices = await billed.invoices()
    assert [each.invoice.number for each in invoices] == ["FV/2026/11/1", "KOR/2026/11/1"]
    assert invoices[-1].status is Status.ACCEPTED
    assert len(set(billed.ksef.sendings)) == 2
    assert (await billed.events(invoices[0])).count("corrected") == 1
    assert len({letter.message_id for letter in billed.post.letters}) == 2


async def test_a_repeated_tap_makes_no_second_correction(billed):
    await billed.say("korekta FV/2026/11/1: ilość 1")
    tap = billed.tap_of("issue")
    await billed.receive(tap)
    await billed.receive(replace(tap, key="telegram:again"))
    await billed.work()

    assert len(await billed.invoices()) == 2
