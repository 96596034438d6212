"""A page that issues one version of one draft once: looking does nothing, and the link ends with the question."""

import asyncio
import re
from dataclasses import replace
from uuid import UUID

import httpx
import pytest

from invoicing.services.mail_trust.joining import JoinByMail
from invoicing.services.messages import MailProof
from invoicing.services.records import Role
from tests.services.house import MAILBOX, OLA, PUBLIC, SENTENCE
from web.issue_page import add_issue_page
from web.server import Server, health_app

JANS = "jan@firma.example"
PRESS = {"do": "issue"}


class Jan:
    """Somebody without Telegram, who writes letters and opens links in a browser."""

    def __init__(self, house, token, http) -> None:
        self.house, self.token, self.http = house, token, http

    async def write(self, text, token=None) -> None:
        proof = MailProof(
            MAILBOX, vouched=True, addressed=True, dated=self.house.clock.now(), token=token or self.token
        )
        await self.house.write_letter(text, JANS, proof=proof)

    def letters(self):
        return list(self.house.mail.chats.get(JANS, {}).values())

    async def asked(self, text=SENTENCE) -> str:
        """The path of the link in the letter with the card."""
        await self.write(text)
        assert self.letters()[-1].code == "mail-agree"
        return self.letters()[-1].data["link"].removeprefix(PUBLIC)

    async def press(self, path, data=None) -> httpx.Response:
        answer = await self.http.post(path, data=PRESS if data is None else data)
        await self.house.work()
        return answer


@pytest.fixture
def trial():
    """The KSeF is the real one."""
    return


@pytest.fixture
async def jan(house, trial):
    async with house.units.reading() as work:
        (company,) = await work.companies.all()
    token = await JoinByMail(house.units, house.clock)(company.id, Role.ISSUER, JANS)

    async def well():
        return {}

    pages = health_app(well)
    add_issue_page(pages, house.issue_pages, trial)
    server = Server(pages, 0)
    port = await server.start()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
        yield Jan(house, token, http)
    await server.stop()


def words(answer) -> str:
    shown = re.sub(r"(?s)<style>.*?</style>", "", answer.text)
    return " ".join(re.sub(r"<[^>]+>", " ", shown).split())


@pytest.mark.parametrize("trial", ["TEST", "DEMO"])
async def test_a_card_of_a_test_environment_says_so_before_and_after_the_press(jan, trial):
    path = await jan.asked()
    mark = f"Środowisko testowe KSeF ({trial}): dokument bez mocy prawnej"

    assert mark in words(await jan.http.get(path))
    await jan.press(path)
    assert mark in words(await jan.http.get(path))


async def test_a_card_of_the_real_ksef_bears_no_such_mark(jan):
    assert "bez mocy prawnej" not in words(await jan.http.get(await jan.asked()))


async def test_scanners_may_open_the_link_as_often_as_they_like(jan, house):
    path = await jan.asked()

    for ask in (jan.http.get, jan.http.head, jan.http.get):
        assert (await ask(path)).status_code == 200

    assert await house.invoices() == []
    page = await jan.http.get(path)
    assert "492,00" in words(page)
    assert re.findall(r"<button[^>]*>([^<]*)<", page.text) == ["Wystaw"]


async def test_the_pressed_button_issues_once_and_tells_it_by_letter(jan, house):
    path = await jan.asked()

    pressed = await jan.press(path)
    again = await jan.press(path)

    assert (pressed.status_code, pressed.headers["location"]) == (303, path)
    assert again.status_code == 303
    (invoice,) = await house.invoices()
    assert invoice.invoice.number == "FV/2026/11/1"
    assert [each.code for each in jan.letters()] == ["mail-agree", "accepted"]
    page = await jan.http.get(path)
    assert "FV/2026/11/1" in words(page)
    assert "<button" not in page.text


async def test_two_presses_at_the_same_moment_are_one_invoice(jan, house):
    path = await jan.asked()

    await asyncio.gather(*(jan.http.post(path, data=PRESS) for _ in range(4)))
    await house.work()

    assert len(await house.invoices()) == 1


async def test_who_pressed_which_version_is_kept_in_the_history(jan, house):
    path = await jan.asked()
    await jan.press(path)

    (invoice,) = await house.invoices()
    async with house.units.reading() as work:
        told = [
            each for each in await work.events.of_invoice(invoice.id) if each.what == "issue-link-pressed"
        ]
    assert [each.evidence["version"] for each in told] == [1]
    assert told[0].who is not None


async def test_a_draft_that_changed_ends_the_link(jan, house):
    older = await jan.asked()
    newer = await jan.asked("termin 21 dni")
    assert newer != older

    assert (await jan.press(older)).status_code == 410
    assert await house.invoices() == []
    await jan.press(newer)
    assert len(await house.invoices()) == 1


async def test_a_draft_that_was_changed_by_another_way_ends_the_link_too(jan, house):
    path = await jan.asked()
    async with house.units() as work:
        draft = await work.drafts.get(UUID(jan.letters()[-1].data["draft"]))
        await work.drafts.save(replace(draft, version=draft.version + 1))

    assert (await jan.http.get(path)).status_code == 410
    assert (await jan.press(path)).status_code == 410
    assert await house.invoices() == []


async def test_a_day_later_the_link_is_over(jan, house):
    path = await jan.asked()
    house.clock.advance(hours=24)

    assert (await jan.http.get(path)).status_code == 410
    assert (await jan.press(path)).status_code == 410
    assert await house.invoices() == []


@pytest.mark.parametrize("word", ["tak", "nie"])
async def test_an_answer_by_letter_ends_the_link_too(jan, house, word):
    path = await jan.asked()
    secret = house.mail.reply_to[-1].partition("+")[2].partition("@")[0]
    await jan.write(word, secret)

    assert (await jan.press(path)).status_code == 303
    assert len(await house.invoices()) == (word == "tak")
    assert "<button" not in (await jan.http.get(path)).text


async def test_a_pressed_button_ends_the_question_of_the_letter(jan, house):
    path = await jan.asked()
    secret = house.mail.reply_to[-1].partition("+")[2].partition("@")[0]
    await jan.press(path)

    await jan.write("tak", secret)

    assert len(await house.invoices()) == 1
    assert jan.letters()[-1].data["reason"] == "agreement-used"


@pytest.mark.parametrize("change", ["cut", "other last letter", "of the letter's address"])
async def test_no_other_address_leads_anywhere(jan, house, change):
    path = await jan.asked()
    secret = house.mail.reply_to[-1].partition("+")[2].partition("@")[0]
    wrong = {
        "cut": path[:-1],
        "other last letter": path[:-1] + ("A" if path[-1] != "A" else "B"),
        "of the letter's address": path[: path.rindex("/") + 1] + secret,
    }[change]

    assert (await jan.http.get(wrong)).status_code == 404
    assert (await jan.press(wrong)).status_code == 404
    assert await house.invoices() == []


async def test_whoever_was_put_out_issues_nothing(jan, house):
    path = await jan.asked()
    async with house.units() as work:
        (company,) = await work.companies.all()
        person = next(p for p, m in await work.people.members(company.id) if m.role is Role.ISSUER)
        await work.people.leave(person.id, company.id)

    assert (await jan.http.get(path)).status_code == 404
    assert (await jan.press(path)).status_code == 404
    assert await house.invoices() == []


async def test_a_frozen_company_issues_nothing_and_the_link_stays_good(jan, house):
    path = await jan.asked()
    await house.say("/zamroz")
    refused = await jan.press(path)

    assert refused.status_code == 409
    assert 'role="alert"' in refused.text
    assert await house.invoices() == []


async def test_a_second_persons_approval_is_asked_for_all_the_same(jan, house):
    await house.say("/zatwierdzanie od 100 zł")
    path = await jan.asked()

    await jan.press(path)

    assert await house.invoices() == []
    assert "approval-question" in house.shown(OLA)
    assert "<button" not in (await jan.http.get(path)).text


async def test_past_midnight_the_card_is_asked_about_anew(jan, house):
    house.clock.at = house.clock.at.replace(hour=23, minute=50)
    path = await jan.asked()
    house.clock.advance(minutes=20)

    await jan.press(path)

    assert await house.invoices() == []
    assert jan.letters()[-1].code == "mail-agree"
    newer = jan.letters()[-1].data["link"].removeprefix(PUBLIC)
    assert (await jan.http.get(path)).status_code == 410
    await jan.press(newer)
    assert len(await house.invoices()) == 1


@pytest.mark.parametrize("form", [{}, {"do": "cancel"}, {"do": "issue" * 400}])
async def test_a_form_that_is_not_ours_presses_nothing(jan, house, form):
    path = await jan.asked()

    assert (await jan.press(path, form)).status_code == 400
    assert await house.invoices() == []


async def test_the_page_asks_for_nothing_and_is_remembered_by_nobody(jan):
    answer = await jan.http.get(await jan.asked())

    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert "set-cookie" not in answer.headers


async def test_without_a_public_address_no_link_is_offered(jan, house):
    house.has_page = False
    house.start()

    await jan.write(SENTENCE)

    assert not jan.letters()[-1].data.get("link")
