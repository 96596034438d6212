"""The lighthouse falls silent while a failure it announced has no end: by the law it lasts until the end is announced."""

from datetime import date

import pytest

from invoicing.model.errors import Unavailable
from invoicing.model.offline import OfflineMode, Outage, OutageKind
from invoicing.model.verdict import Signals
from invoicing.services.outages.books import Probe
from invoicing.services.outages.notices import WatchLighthouse
from invoicing.services.telling.audience import TellMany
from invoicing.services.telling.pushing import TellChanges
from tests.services.house import SENTENCE

FRIDAY = date(2026, 11, 20)


class Prober:
    """Sees KSeF, or does not."""

    answers = False

    async def look(self, beacon, at):
        return Probe(at, Signals(beacon, api=self.answers, network=True))


async def no_pause(seconds):
    """The stopped clock of these tests has all the time."""


@pytest.fixture
async def dark(house):
    """A failure was announced in the morning; since then neither KSeF nor the lighthouse answers."""
    house.prober = Prober()
    house.watch = WatchLighthouse(house.units, house.clock, house.lighthouse, house.prober)
    house.lighthouse.says(OutageKind.FAILURE, Outage(OutageKind.FAILURE, FRIDAY, None))
    await house.watch()
    await look(house, hours=5)
    house.ksef.down = True
    return house


async def look(house, **later):
    """Time passes; the lighthouse cannot be read."""
    silent, house.lighthouse.silent = house.lighthouse.silent, True
    house.clock.advance(**later)
    for _ in range(4):
        with pytest.raises(Unavailable):
            await house.watch()
        house.clock.advance(seconds=40)
    house.lighthouse.silent = silent


async def test_emergency_is_still_proposed_and_the_card_says_when_the_lighthouse_was_read(dark):
    await dark.say(SENTENCE)

    card = dark.last()
    assert (card.data["mode"]["way"], card.data["mode"]["why"]) == ("issue-emergency", "failure-unseen")
    assert card.data["mode"]["seen_at"].startswith("2026-11-20T09:00")  # UTC
    assert card.labels[:4] == ["issue", "issue-offline24", "issue-online", "hold"]
    await dark.tap("issue")
    (invoice,) = await dark.invoices()
    assert invoice.offline_mode is OfflineMode.EMERGENCY


async def test_offline24_stays_allowed(dark):
    await dark.say(SENTENCE)
    await dark.tap("issue-offline24")

    (invoice,) = await dark.invoices()
    assert invoice.offline_mode is OfflineMode.OFFLINE24


async def test_nobody_is_told_that_there_is_no_announcement(dark):
    await TellChanges(dark.units, dark.clock, TellMany(dark.units, no_pause))()
    await dark.work(0)
    await dark.say("/ksef")

    said = dark.last().data
    assert (said["state"], said["unseen"]) == ("failure", True)
    assert "ksef_silent" not in {each.data.get("state") for each in dark.telegram.chats["1001"].values()}


async def test_when_ksef_answers_again_it_is_online_and_emergency_only_a_wish(dark):
    dark.prober.answers = True
    await look(dark, minutes=1)
    await dark.say(SENTENCE)
    assert dark.last().data["mode"]["way"] == "issue"

    await dark.say("tryb awaryjny")
    assert dark.last().data["mode"]["way"] == "issue-emergency"


async def test_once_the_end_has_been_read_there_is_no_ground_any_more(dark):
    dark.lighthouse.says(None, Outage(OutageKind.FAILURE, FRIDAY, FRIDAY))
    await dark.watch()
    await look(dark, hours=1)
    await dark.say(SENTENCE)
    await dark.say("tryb awaryjny")

    assert dark.last().data["reason"] == "emergency-without-failure"
