"""Everything the chat understands by letter: reading, editing, choosing by number; as far as the letter is believed."""

from dataclasses import replace

import pytest

from invoicing.services.conversation.letter_reach import deed_of_action
from invoicing.services.exporting.jobs import ExportMonth
from invoicing.services.mail_trust.joining import JoinByMail
from invoicing.services.messages import Channel, MailProof
from invoicing.services.records import Role
from tests.services.house import MAILBOX, OLA, SENTENCE

JANS, OLAS = "jan@firma.example", "ola@firma.example"


class Correspondent:
    """Somebody who writes to the secret address, or answers the newest letter."""

    def __init__(self, house, address, token) -> None:
        self.house, self.address, self.token = house, address, token

    @property
    def letters(self):
        return list(self.house.mail.chats.get(self.address, {}).values())

    @property
    def last(self):
        return self.letters[-1]

    @property
    def codes(self):
        return [each.code for each in self.letters]

    @property
    def one_time(self):
        """The secret in the address that the newest letter with a question is to be answered to."""
        return self.house.mail.reply_to[-1].partition("+")[2].partition("@")[0]

    async def write(self, text, to=None, **changes):
        proof = MailProof(
            MAILBOX, vouched=True, addressed=True, dated=self.house.clock.now(), token=to or self.token
        )
        await self.house.write_letter(text, self.address, proof=replace(proof, **changes))
        return self.last

    async def answer(self, text):
        return await self.write(text, self.one_time)


@pytest.fixture
async def jan(house):
    """Works by letters alone."""
    async with house.units.reading() as work:
        (company,) = await work.companies.all()
    return Correspondent(
        house, JANS, await JoinByMail(house.units, house.clock)(company.id, Role.ISSUER, JANS)
    )


@pytest.fixture
async def ola(house):
    """Has Telegram, and writes a letter now and then."""
    await house.say("/poczta")
    async with house.units.reading() as work:
        person = await work.people.by_identity(Channel.EMAIL, OLAS)
        token = await work.mail_tokens.token(person.id)
    return Correspondent(house, OLAS, token)


async def issued(jan):
    await jan.write(SENTENCE)
    await jan.answer("TAK")
    (invoice, *_) = await jan.house.invoices()
    return invoice


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("pokaż ostatnie faktury", "invoices"),
        ("FV/2026/11/1", "invoice-card"),
        ("kolejka", "queue"),
        ("czy KSeF działa?", "ksef-status"),
        ("do kiedy?", "deadlines"),
        ("/pomoc korekty", "help-topic"),
        ("/szkice", "drafts"),
        ("kontrahenci", "contacts"),
        ("zestawienie listopada", "month"),
        ("ile zostało z limitu?", "limit"),
    ],
)
async def test_questions_are_answered_in_the_thread(house, jan, words, code):
    await issued(jan)

    assert (await jan.write(words)).code == code
    assert house.shown(OLA) == ["welcome"]


@pytest.mark.parametrize(
    "words",
    [
        "/poczta",
        "/kwarantanna",
        "/autowystawianie do 500",
        "/ludzie",
        "/zapros",
        "/zamroz",
        "/dostep",
        "/podpis",
        "/certyfikat",
        "/zatwierdzanie od 100 zł",
        "/firma",
        "zapamiętaj e-mail Klienta: zly@evil.example",
        "wyślij fakturę FV/2026/11/1 na zly@evil.example",
        "gdy KSeF milczy: offline24",
    ],
)
async def test_what_is_decided_in_telegram_no_letter_changes(house, jan, words):
    await issued(jan)
    posted = len(house.post.letters)

    said = await jan.write(words)

    assert (said.code, said.data["reason"]) == ("refused", "telegram-only")
    assert len(house.post.letters) == posted


@pytest.mark.parametrize(
    "action",
    [
        "approve",
        "choose-company",
        "contact-forget",
        "drop-limit",
        "for-company",
        "give-access",
        "invite-owner",
        "mail-drop",
        "mail-renew",
        "member-remove",
        "quarantine-adopt",
        "reject",
        "thaw",
        "use-limit",
    ],
)
def test_no_number_of_a_letter_stands_for_what_is_decided_in_telegram(action):
    assert deed_of_action(action) is None


async def test_a_change_is_answered_with_the_new_card_and_the_older_one_issues_nothing(house, jan):
    await jan.write(SENTENCE)
    older = jan.one_time
    assert (await jan.answer("POPRAW termin 21 dni")).data["due_date"] == "2026-12-11"

    refused = await jan.write("TAK", older)
    assert refused.data["reason"] == "agreement-replaced"
    assert await house.invoices() == []
    await jan.answer("TAK")

    (invoice,) = await house.invoices()
    assert invoice.invoice.due_date.isoformat() == "2026-12-11"


async def test_a_change_in_answer_to_an_older_card_changes_nothing(house, jan):
    await jan.write(SENTENCE)
    older = jan.one_time
    await jan.answer("POPRAW termin 21 dni")

    refused = await jan.write("POPRAW termin 7 dni", older)

    assert refused.data["reason"] == "agreement-replaced"
    await jan.answer("TAK")
    (invoice,) = await house.invoices()
    assert invoice.invoice.due_date.isoformat() == "2026-12-11"


async def test_an_answer_is_about_the_draft_of_its_own_thread(house, jan):
    await jan.write(SENTENCE)
    first = jan.one_time
    await jan.write("faktura dla NIP 5260250274, 1 h szkolenia po 900 zł")

    card = await jan.write("POPRAW termin 30 dni", first)

    assert (card.data["gross"], card.data["due_date"]) == ("492.00", "2026-12-20")


async def test_anuluj_deletes_the_draft(house, jan):
    await jan.write(SENTENCE)

    assert (await jan.answer("ANULUJ")).code == "draft-cancelled"
    assert await house.invoices() == []


async def test_popraw_alone_says_how(jan):
    await jan.write(SENTENCE)

    assert (await jan.answer("popraw")).code == "edit-hint"


@pytest.mark.parametrize("words", ["tak, ale 3 godziny", "TAK\nPozdrawiam\nPS. cena ma być 250"])
async def test_a_yes_with_a_but_issues_nothing(house, jan, words):
    await jan.write(SENTENCE)

    assert (await jan.answer(words)).data["reason"] == "agreement-unclear"
    assert await house.invoices() == []


async def test_a_signature_below_a_yes_is_no_but(house, jan):
    await jan.write(SENTENCE)
    await jan.answer("Dzień dobry,\n\nTAK\n\nPozdrawiam\nJan Kowalski\ntel. 600 100 200")

    assert len(await house.invoices()) == 1


async def test_buttons_are_numbers(house, jan):
    await issued(jan)
    listed = await jan.write("pokaż ostatnie faktury")
    if listed.code == "invoices":
        assert [each["label"] for each in listed.data["choices"]][:1] == ["pick-1"]
        await jan.answer("1")
    assert jan.last.code == "invoice-card"
    labels = [each["label"] for each in jan.last.data["choices"]]

    answered = await jan.answer(str(labels.index("pdf") + 1))

    assert [name.rpartition(".")[2] for name in (file.name for file in answered.files)] == ["pdf"]


async def test_a_file_asked_for_is_attached(jan):
    await issued(jan)

    answered = await jan.write("pdf FV/2026/11/1")

    assert [file.name.rpartition(".")[2] for file in answered.files] == ["pdf"]


async def test_a_number_that_is_not_there_does_nothing(jan):
    await issued(jan)
    await jan.write("FV/2026/11/1")

    assert (await jan.answer("77")).data["reason"] == "choice-unknown"


async def test_none_of_these_is_an_answer_too(jan):
    await issued(jan)
    await jan.write("FV/2026/11/1")

    assert (await jan.answer("żadne z tych")).code == "mail-none"


async def test_a_number_ends_with_its_day(house, jan):
    await issued(jan)
    await jan.write("FV/2026/11/1")
    house.clock.advance(hours=25)

    assert (await jan.answer("1")).data["reason"] == "agreement-expired"


async def test_a_new_secret_address_ends_the_one_time_addresses_too(house, ola):
    await ola.write(SENTENCE)
    older, before = ola.one_time, len(ola.letters)
    await house.say("/poczta")
    await house.tap("mail-renew")

    await ola.write("POPRAW termin 21 dni", older)

    assert len(ola.letters) == before
    assert "mail-quarantined" in house.shown()


async def test_whoever_has_telegram_issues_there(house, ola):
    assert (await ola.write(SENTENCE)).code == "mail-draft"

    refused = await ola.answer("TAK")
    assert refused.data["reason"] == "agreement-in-telegram"
    assert await house.invoices() == []
    await house.tap("issue")

    assert len(await house.invoices()) == 1


async def test_a_change_by_letter_turns_the_card_in_telegram_into_the_new_version(house, ola):
    await ola.write(SENTENCE)

    await ola.answer("POPRAW termin 21 dni")

    assert house.shown() == ["welcome", "mail-address", "draft-card"]
    assert house.last().data["due_date"] == "2026-12-11"
    await house.tap("issue")
    (invoice,) = await house.invoices()
    assert invoice.invoice.due_date.isoformat() == "2026-12-11"


async def test_a_paper_goes_again_to_the_address_on_file(house, jan):
    await issued(jan)
    before = len(house.post.letters)

    said = await jan.write("wyślij fakturę FV/2026/11/1 jeszcze raz")

    assert said.data["address"] == "ksiegowosc@klient.example"
    assert [each.to for each in house.post.letters[before:]] == ["ksiegowosc@klient.example"]


async def test_a_correction_by_letter_is_a_card_too(house, jan):
    await issued(jan)
    card = await jan.write("korekta do FV/2026/11/1: ilość 1 zamiast 2")
    assert card.data["correction"]["number"] == "FV/2026/11/1"

    await jan.answer("TAK")

    _, correction = sorted(await house.invoices(), key=lambda each: each.invoice.number)
    numbers = {each.invoice.number for each in await house.invoices()}
    assert len(numbers) == 2
    assert correction is not None


async def test_words_nobody_understands_are_answered_once_an_hour(house, jan):
    for _ in range(3):
        await jan.write("jaka będzie jutro pogoda w Gdyni?")

    assert len(jan.letters) == 1


async def test_who_may_only_read_reads_by_letter_and_makes_nothing(house):
    async with house.units.reading() as work:
        (company,) = await work.companies.all()
    token = await JoinByMail(house.units, house.clock)(company.id, Role.VIEWER, JANS)
    viewer = Correspondent(house, JANS, token)

    assert (await viewer.write("pokaż ostatnie faktury")).code == "invoices"
    assert (await viewer.write(SENTENCE)).code == "not-allowed"


async def test_a_letter_without_a_secret_reads_nothing(house, ola):
    await house.write_letter("pokaż ostatnie faktury")

    assert ola.codes == ["mail-sorry"]


async def test_where_addresses_carry_no_secret_the_subject_does_and_no_letter_issues(house, jan):
    async with house.units.reading() as work:
        person = await work.people.by_identity(Channel.EMAIL, JANS)
        secret = await work.mail_tokens.subject_token(person.id)
    await jan.write(SENTENCE, secret, in_subject=True)
    assert (jan.last.code, jan.last.data["says_yes"]) == ("mail-agree", False)

    refused = await jan.write("TAK", secret, in_subject=True)
    assert refused.data["reason"] == "agreement-without-address"
    card = await jan.write("POPRAW termin 21 dni", secret, in_subject=True)

    assert card.data["due_date"] == "2026-12-11"
    assert await house.invoices() == []


async def test_a_month_asked_for_by_letter_is_promised_to_that_address(house, jan):
    await issued(jan)

    asked = []

    async def pack(job):
        asked.append(job)
        async with house.units() as work:
            await work.jobs.finish(job.key)

    house.handlers[ExportMonth] = pack

    assert (await jan.write("eksport listopada")).code == "export-progress"
    assert [(each.channel, each.chat) for each in asked] == [(Channel.EMAIL, JANS)]
