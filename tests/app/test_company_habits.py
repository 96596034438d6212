"""`latarnik company habits`: what a company has chosen, set on the server."""

import pytest

from tests.app.commands import NIP


@pytest.mark.usefixtures("company")
async def test_consumers_go_where_the_company_wants_them(aside, database):
    told = await aside("company", "habits", "--nip", NIP, "--consumers-into-ksef")
    assert (told.status, "go to KSeF too" in told.err + told.out) == (0, True)

    async with database.units.reading() as work:
        (company, *_) = await work.companies.all()
    assert company.profile.consumers_into_ksef

    told = await aside("company", "habits", "--nip", NIP)
    assert "go to KSeF too" in told.err + told.out
    told = await aside("company", "habits", "--nip", NIP, "--consumers-outside")
    assert "stay outside" in told.err + told.out


async def test_a_company_nobody_knows_is_said_to_be_unknown(aside):
    told = await aside("company", "habits", "--nip", "7740001454", "--consumers-into-ksef")

    assert (told.status, "There is no company with NIP 7740001454 here." in told.err) == (1, True)
