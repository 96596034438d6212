"""An invoice for the wrong NIP: a correction to zero for that one, a new invoice for the right one, by one tap."""

from dataclasses import replace
from decimal import Decimal

import pytest

from invoicing.model.lifecycle import Status
from invoicing.model.party import Nip
from invoicing.services.ksef_ports import Refusal
from ksef.fa3.reader import read_document
from tests.services.correcting import corrected, issued, refused
from tests.services.fakes import PROSTA, Crash

RIGHT = "7740001454"
WRONG = "5260250274"


@pytest.fixture
def sold(billed):
    """FV/2026/11/1 is in KSeF, with the NIP of somebody else on it."""
    billed.register.knows(Nip.parse(RIGHT), "WŁAŚCIWY NABYWCA S.A.", PROSTA)
    return billed


async def test_the_card_shows_both_steps_and_one_tap_issues_both(sold):
    await sold.say(f"zły NIP na FV/2026/11/1, powinien być {RIGHT}")
    card = sold.last()

    assert card.code == "draft-card"
    assert card.data["correction"]["to_zero"]
    assert card.data["gross"] == "-492.00"
    new = card.data["replacement"]
    assert (new["buyer"]["nip"], new["buyer"]["name"], new["gross"]) == (
        RIGHT,
        "WŁAŚCIWY NABYWCA S.A.",
        "492.00",
    )

    await sold.tap("issue-both")

    first, *both = await sold.invoices()
    zero, anew = sorted(both, key=lambda each: each.invoice.number, reverse=True)
    assert [each.invoice.number for each in (first, zero, anew)] == [
        "FV/2026/11/1",
        "KOR/2026/11/1",
        "FV/2026/11/2",
    ]
    assert (zero.invoice.buyer.nip.digits, anew.invoice.buyer.nip.digits) == (WRONG, RIGHT)
    assert (zero.invoice.totals.gross, anew.invoice.totals.gross) == (Decimal("-492.00"), Decimal("492.00"))
    assert (zero.status, anew.status) == (Status.ACCEPTED, Status.ACCEPTED)
    assert anew.invoice.lines == first.invoice.lines


async def test_ksef_gets_the_wrong_number_on_the_correction_and_the_right_one_on_the_new_invoice(sold):
    await sold.say(f"zły NIP na FV/2026/11/1, powinien być {RIGHT}")
    await sold.tap("issue-both")

    views = {view.kind: view for view in map(read_document, sold.ksef.sendings[-2:])}
    assert views["KOR"].correction.reason == "błędny NIP nabywcy"
    assert [each.number for each in views["KOR"].correction.originals] == ["FV/2026/11/1"]
    xml = {
        kind: next(x for x in sold.ksef.sendings[-2:] if f">{kind}<".encode() in x).decode()
        for kind in ("KOR", "VAT")
    }
    assert f"<NIP>{WRONG}</NIP>" in xml["KOR"]
    assert RIGHT not in xml["KOR"]
    assert f"<NIP>{RIGHT}</NIP>" in xml["VAT"]
    assert WRONG not in xml["VAT"]
    assert "<P_15>492.00</P_15>" in xml["VAT"]


async def test_each_letter_goes_to_its_own_buyer_and_the_new_one_only_where_somebody_said(sold):
    await sold.say(f"zły NIP na FV/2026/11/1, powinien być {RIGHT}")
    assert sold.last().data["replacement"]["send_to"] is None
    await sold.say("wyślij na faktury@wlasciwy.example")
    assert sold.last().data["replacement"]["send_to"] == "faktury@wlasciwy.example"
    await sold.tap("issue-both")

    letters = {letter.subject.split()[-1]: letter.to for letter in sold.post.letters}
    assert {letter.to for letter in sold.post.letters} == {
        "ksiegowosc@klient.example",
        "faktury@wlasciwy.example",
    }
    assert len(sold.post.letters) == 3, letters


@pytest.mark.parametrize(
    "words",
    [
        f"pomyliłem nabywcę na FV/2026/11/1, powinien być {RIGHT}",
        f"pomyliłem nabywcę, FV/2026/11/1 ma być na {RIGHT}",
        f"zły NIP na FV/2026/11/1, powinien być {RIGHT}, wyślij na biuro@wlasciwy.example",
        f"korekta FV/2026/11/1: NIP {RIGHT} zamiast {WRONG}",
        f"zly nip na ostatniej fakturze, powinno byc {RIGHT}",
        "popraw NIP na fakturze FV/2026/11/1 na 774-000-14-54",
        f"faktura FV/2026/11/1 wystawiona na złą firmę, miało być na NIP {RIGHT}",
    ],
)
async def test_people_say_it_in_many_ways(sold, words):
    await sold.say(words)

    card = sold.last()
    assert card.code == "draft-card", card
    assert card.data["replacement"]["buyer"]["nip"] == RIGHT
    assert card.data["correction"]["to_zero"]


async def test_the_right_number_is_asked_for_where_nobody_said_it(sold):
    await sold.say("pomyliłem nabywcę na FV/2026/11/1")
    assert (sold.last().code, sold.last().data["missing"]) == ("draft-incomplete", ["right-nip"])

    await sold.say(RIGHT)

    assert sold.last().code == "draft-card"
    assert sold.last().data["replacement"]["buyer"]["nip"] == RIGHT


async def test_a_buyer_nobody_knows_is_asked_for_by_name_and_address(sold):
    await sold.say("zły NIP na FV/2026/11/1, powinien być 5213003700")
    assert sold.last().data["missing"] == ["right-name", "right-address"]

    await sold.say("nazwa Nowa Firma sp. z o.o., adres ul. Polna 1, 00-001 Warszawa")

    new = sold.last().data["replacement"]
    assert sold.last().code == "draft-card", sold.last()
    assert (new["buyer"]["name"], new["buyer"]["address"]) == (
        "Nowa Firma sp. z o.o.",
        ["ul. Polna 1", "00-001 Warszawa"],
    )


async def test_an_open_correction_becomes_one_of_the_buyer(sold):
    await sold.say("korekta FV/2026/11/1: ilość 1")
    await sold.say(f"jednak zły NIP, powinien być {RIGHT}")

    assert sold.last().data["replacement"]["gross"] == "492.00"
    assert sold.last().data["gross"] == "-492.00"


async def test_the_new_invoice_says_what_stood_after_earlier_corrections(sold):
    await corrected(sold, "korekta FV/2026/11/1: cena 180 zł zamiast 200")
    await sold.say(f"zły NIP na FV/2026/11/1, powinien być {RIGHT}")

    assert (sold.last().data["gross"], sold.last().data["replacement"]["gross"]) == ("-442.80", "442.80")


async def test_a_sale_gets_one_new_invoice_however_often_it_is_asked_for(sold):
    await sold.say(f"zły NIP na FV/2026/11/1, powinien być {RIGHT}")
    tap = sold.tap_of("issue-both")
    await sold.receive(tap)
    await sold.receive(replace(tap, key="telegram:again"))
    await sold.work()
    assert len(await sold.invoices()) == 3

    assert await refused(sold, f"zły NIP na FV/2026/11/1, powinien być {RIGHT}") == (
        "correction-replaced",
        {"number": "FV/2026/11/1", "new": "FV/2026/11/2"},
    )


async def test_where_ksef_rejected_the_correction_no_second_invoice_is_made(sold):
    sold.ksef.verdicts = [Refusal(450, "nie", ())]
    await sold.say(f"zły NIP na FV/2026/11/1, powinien być {RIGHT}")
    await sold.tap("issue-both")

    reason, _ = await refused(sold, f"zły NIP na FV/2026/11/1, powinien być {RIGHT}")
    assert reason == "correction-replaced"
    card, again = await corrected(sold, "korekta FV/2026/11/1 do zera")
    assert (card["gross"], again.status) == ("-492.00", Status.ACCEPTED)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("zły NIP na FV/2026/11/1, powinien być 7740001455", "nip-checksum"),
        ("zły NIP na FV/2026/11/1, powinien być 5265877635", "buyer-is-seller"),
        (
            f"zły NIP na FV/2026/11/1, powinien być {RIGHT}, cena 150 zł zamiast 200",
            "correction-of-buyer-alone",
        ),
        (f"korekta FV/2026/11/1: NIP {RIGHT} zamiast 5213003700", "correction-old-value"),
    ],
)
async def test_what_cannot_be_done_so_is_refused_and_nothing_is_issued(sold, words, reason):
    said, _ = await refused(sold, words)

    assert said == reason
    assert len(await sold.invoices()) == 1


async def test_an_invoice_at_zero_has_nothing_to_be_taken_back(sold):
    await corrected(sold, "korekta FV/2026/11/1 do zera")
    reason, _ = await refused(sold, f"zły NIP na FV/2026/11/1, powinien być {RIGHT}")
    assert reason == "correction-zero-already"


async def test_a_consumer_has_no_number_that_could_be_wrong(house):
    await house.say(
        "faktura dla osoby prywatnej Jan Kowalski, ul. Polna 1, 00-001 Warszawa, 1 h naprawy 100 zł"
    )
    await house.tap("issue-outside")
    reason, _ = await refused(house, f"zły NIP na FV/2026/11/1, powinien być {RIGHT}")
    assert reason == "correction-of-nip"


async def test_before_its_number_came_it_cannot_be_taken_back_and_the_sentence_says_when(sold):
    sold.ksef.down = True
    await issued(sold)
    reason, details = await refused(sold, f"zły NIP na FV/2026/11/2, powinien być {RIGHT}")
    assert (reason, details["nip"]) == ("correction-before-number", "yes")


async def test_cancelled_before_the_tap_nothing_is_issued(sold):
    await sold.say(f"zły NIP na FV/2026/11/1, powinien być {RIGHT}")
    await sold.tap("cancel")
    assert len(await sold.invoices()) == 1


async def test_undone_the_right_buyer_is_the_one_said_before(sold):
    sold.register.knows(Nip.parse("5213003700"), "TRZECIA S.A.", PROSTA)
    await sold.say(f"zły NIP na FV/2026/11/1, powinien być {RIGHT}")
    await sold.say("jednak NIP 5213003700")
    assert sold.last().data["replacement"]["buyer"]["nip"] == "5213003700"
    await sold.tap("undo")
    assert sold.last().data["replacement"]["buyer"]["nip"] == RIGHT


@pytest.mark.parametrize("at", range(1, 14))
async def test_killed_before_any_commit_one_of_each_comes_of_one_tap(sold, at):
    await sold.say(f"zły NIP na FV/2026/11/1, powinien być {RIGHT}")
    tap = sold.tap_of("issue-both")
    sold.units.begun, sold.units.dies_at = 0, at
    try:
        await sold.receive(tap)
        await sold.work()
    except Crash:
        pass
    sold.units.dies_at = None
    await sold.restart()
    await sold.assistant(tap)
    await sold.work(seconds=120)

    invoices = await sold.invoices()
    assert sorted(each.invoice.number for each in invoices) == [
        "FV/2026/11/1",
        "FV/2026/11/2",
        "KOR/2026/11/1",
    ]
    assert {each.status for each in invoices} == {Status.ACCEPTED}
    assert len(set(sold.ksef.sendings)) == 3


async def test_the_next_invoice_follows_without_a_gap(sold):
    await sold.say(f"zły NIP na FV/2026/11/1, powinien być {RIGHT}")
    await sold.tap("issue-both")
    await issued(sold)
    assert {each.invoice.number for each in await sold.invoices()} == {
        "FV/2026/11/1", "FV/2026/11/2", "FV/2026/11/3", "KOR/2026/11/1",
    }  # fmt: skip
