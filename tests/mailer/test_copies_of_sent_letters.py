"""Where the provider keeps no copy of what was sent, we put one where the seller looks for it."""

from uuid import UUID

import pytest

from mailer.imap import Imap
from mailer.sent import ImapSentFolder

COMPANY = UUID(int=1)
LETTER = (
    b"From: faktury@latarnia.example\r\nMessage-ID: <7@latarnia.example>\r\nSubject: Faktura\r\n\r\ntekst\r\n"
)


@pytest.fixture
def sent(account):
    async def of_company(company_id):
        assert company_id == COMPANY

    return ImapSentFolder(of_company, account)


async def copies(account, folder: str) -> list[bytes]:
    async with Imap(account) as mailbox:
        await mailbox.open(folder)
        return list((await mailbox.bodies(await mailbox.uids_after(0))).values())


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("folder", ["Wysłane", "Sent Items"])
async def test_a_copy_goes_into_the_folder_which_is_made_when_it_is_missing(sent, account, folder):
    await sent.keep(COMPANY, LETTER, folder)

    assert await copies(account, folder) == [LETTER]


@pytest.mark.usefixtures("server")
async def test_a_copy_that_lies_there_is_left_alone(sent, account):
    for _ in range(2):
        await sent.keep(COMPANY, LETTER, "Sent")

    assert len(await copies(account, "Sent")) == 1
