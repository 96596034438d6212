"""A change of a draft that comes twice, or during which the process dies, is made once."""

import pytest

from tests.services.editing import draft_of
from tests.services.fakes import Crash

TWO_HOURS = "faktura dla NIP 5260250274, 2 h konsultacji po 200 zł"


async def dies_and_goes_on(house, incoming, commit) -> None:
    """The process dies before that commit; the next one finds the update where it was."""
    house.units.begun, house.units.dies_at = 0, commit
    try:
        await house.receive(incoming)
        await house.work()
    except Crash:
        house.units.dies_at = None
        await house.restart()
        await house.assistant(incoming)
        await house.work()


@pytest.mark.parametrize("commit", range(1, 4))
async def test_a_line_is_added_once_wherever_the_process_dies(house, commit):
    await house.say(TWO_HOURS)
    await dies_and_goes_on(house, house.incoming("dodaj dojazd 150"), commit)

    draft = await draft_of(house)
    assert [line.name for line in draft.lines] == ["konsultacje", "dojazd"]
    assert draft.version == 2
    assert house.last().data["gross"] == "676.50"


@pytest.mark.parametrize("commit", range(1, 4))
async def test_a_tapped_choice_is_made_once_wherever_the_process_dies(house, commit):
    await house.say(TWO_HOURS + ", dojazd 50 zł, parking 20 zł")
    await house.tap("edit")
    await house.tap("edit-lines")
    await dies_and_goes_on(house, house.tap_of("remove-line"), commit)

    assert [line.name for line in (await draft_of(house)).lines] == ["dojazd", "parking"]


@pytest.mark.parametrize("commit", range(1, 4))
async def test_a_change_is_taken_back_once_wherever_the_process_dies(house, commit):
    await house.say(TWO_HOURS)
    await house.say("cena 250")
    await house.say("ilość 3")
    await dies_and_goes_on(house, house.tap_of("undo"), commit)

    assert (await draft_of(house)).totals.net == 500


async def test_a_change_that_comes_again_is_made_once(house):
    await house.say(TWO_HOURS)
    incoming = await house.say("dodaj dojazd 150")
    await house.assistant(incoming)
    await house.work()

    assert len((await draft_of(house)).lines) == 2
