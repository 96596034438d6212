"""KSeF does not answer and nobody has announced it: wait or offline24, as the company likes; never emergency."""

from invoicing.model.lifecycle import Status
from invoicing.model.offline import OfflineMode
from invoicing.model.verdict import Signals
from invoicing.services.issuing.held_drafts import ReleaseHeldDrafts
from invoicing.services.outages.books import Probe
from invoicing.services.outages.notices import WatchLighthouse
from tests.services.fakes import StoppedClock
from tests.services.house import SENTENCE


class Prober:
    def __init__(self) -> None:
        self.answers = False

    async def look(self, beacon, at):
        return Probe(at, Signals(beacon, api=self.answers, network=True))


async def silence(house):
    """KSeF falls silent, and is seen to be so for long enough."""
    prober = Prober()
    house.watch = WatchLighthouse(house.units, house.clock, house.lighthouse, prober)
    for _ in range(4):
        await house.watch()
        house.clock.advance(seconds=30)
    house.ksef.down = True
    return prober


async def answers_again(house, prober):
    prober.answers, house.ksef.down = True, False
    for _ in range(3):
        await house.watch()
        house.clock.advance(seconds=30)


async def test_by_day_the_card_proposes_to_issue_as_usual_and_offers_offline24_and_waiting(house):
    await silence(house)
    await house.say(SENTENCE)

    card = house.last()
    assert (card.data["mode"]["way"], card.data["mode"]["why"]) == ("issue", "silent-early")
    assert (card.data["mode"]["deadline"], card.data["mode"]["term_article"]) == (
        "2026-11-23",
        "art. 106nda ust. 2",
    )
    assert card.labels[:3] == ["issue", "issue-offline24", "hold"]


async def test_in_the_evening_it_proposes_offline24(house):
    house.clock.at = StoppedClock("2026-11-20T20:30:00+01:00").at
    await silence(house)
    await house.say(SENTENCE)
    await house.tap("issue")

    (invoice,) = await house.invoices()
    assert invoice.offline_mode is OfflineMode.OFFLINE24


async def test_a_company_that_wants_offline24_gets_it_proposed_at_once(house):
    await house.say("gdy KSeF milczy: offline24")
    await silence(house)
    await house.say(SENTENCE)

    assert house.last().data["mode"]["why"] == "silent-habit"
    await house.tap("issue-online")
    (invoice,) = await house.invoices()
    assert invoice.offline_mode is None


async def test_emergency_is_refused_in_it(house):
    await silence(house)
    await house.say(SENTENCE)
    await house.say("tryb awaryjny")

    assert house.last().data["reason"] == "emergency-without-failure"


async def test_a_draft_waits_for_ksef_and_comes_back_when_it_answers(house):
    prober = await silence(house)
    await house.say(SENTENCE)
    await house.tap("hold")
    await ReleaseHeldDrafts(house.units, house.clock)()
    await house.work()
    assert house.last().code == "draft-held"

    await answers_again(house, prober)
    await ReleaseHeldDrafts(house.units, house.clock)()
    await house.work()
    await house.tap("issue")
    (invoice,) = await house.invoices()
    assert (invoice.status, invoice.offline_mode) == (Status.ACCEPTED, None)


async def test_one_stumble_of_ksef_changes_no_card(house):
    house.watch = WatchLighthouse(house.units, house.clock, house.lighthouse, Prober())
    await house.watch()
    await house.say(SENTENCE)

    assert house.last().data["mode"]["why"] == "usual"
