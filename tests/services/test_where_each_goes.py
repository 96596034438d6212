"""Every kind of buyer through the front door: where the card says its invoice goes, and why."""

import pytest

from templates.render import render_reply
from tests.services.house import BUYER

PRIVATE = "dla osoby prywatnej Jan Kowalski, ul. Lipowa 3, 00-001 Warszawa"
CASES = {
    "firm": (f"dla NIP {BUYER}", "issue", "Idzie do KSeF, bo nabywca ma polski NIP (art. 106ga ust. 1)."),
    "consumer": (PRIVATE, "issue-consumer", "Konsumentowi faktury w KSeF wystawiać nie trzeba."),
    "union": (
        "dla Majak s.r.o., CZ12345678, Přístavní 1, Praha, Czechy",
        "issue",
        "dostaje ją w sposób, na jaki się umówiliście (art. 106gb ust. 4).",
    ),
    "overseas": (
        "dla Lighthouse Inc., 1 Harbor St, Boston, USA",
        "issue",
        "dostaje ją w sposób, na jaki się umówiliście (art. 106gb ust. 4).",
    ),
}


@pytest.mark.parametrize("case", CASES)
async def test_the_card_says_where_it_goes_and_why(house, case):
    buyer, way, reason = CASES[case]
    await house.say(f"faktura {buyer}, 3 h konsultacji po 100 zł")

    card = house.last()
    assert (card.code, card.data["mode"]["way"]) == ("draft-card", way)
    assert reason in render_reply(card.code, card.data, "pl")


async def test_an_organisation_without_a_number_goes_to_ksef_and_gets_it_in_the_agreed_way(house):
    await house.say(
        "faktura dla Koła Gospodyń Wiejskich, ul. Lipowa 3, 00-001 Warszawa, montaż 300 zł brutto"
    )
    await house.tap("buyer-no-nip")

    assert "(art. 106gb ust. 4)" in render_reply("draft-card", house.last().data, "pl")


async def test_the_company_may_want_consumers_in_ksef(house):
    await house.say("faktury dla konsumentów w KSeF")
    await house.say(f"faktura {PRIVATE}, 3 h konsultacji po 100 zł")

    card = house.last()
    assert card.data["mode"]["way"] == "issue"
    assert "to dobrowolne" in render_reply(card.code, card.data, "pl")


async def test_a_mixed_day_under_the_rule_needs_no_thought(house):
    """Firm, person, the firm that exceeds the limit, person: only the third goes to KSeF."""
    await house.say("korzystam z reguły 10 000 zł")
    ways = []
    for buyer, gross in (
        (f"dla NIP {BUYER}", 9000),
        (PRIVATE, 9000),
        (f"dla NIP {BUYER}", 1001),
        (PRIVATE, 9000),
    ):
        await house.say(f"faktura {buyer}, konsultacje {gross} zł brutto")
        ways.append(house.last().data["mode"]["way"])
        await house.tap("issue" if ways[-1] == "issue" else "issue-outside")

    assert ways == ["issue-outside", "issue-consumer", "issue", "issue-consumer"]
    assert [each.status.value for each in await house.invoices()] == [
        "outside",
        "outside",
        "accepted",
        "outside",
    ]
