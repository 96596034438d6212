"""A reply leaves as a letter of its thread, from whose mailbox it is, and no robot is asked to answer it."""

from datetime import datetime
from uuid import UUID

import pytest

from invoicing.model.errors import Refused
from invoicing.services.jobs import Show
from invoicing.services.letters_out import SmtpAnswer
from invoicing.services.messages import Channel, Choice, Option, Reply
from invoicing.services.ports import FileToShow
from mailer.chat import MailChat
from mailer.letters import to_message

JAN, COMPANY = "jan@firma.example", UUID(int=5)


class Post:
    """Takes letters up to a size."""

    def __init__(self, most=10_000_000) -> None:
        self.letters, self.most = [], most

    async def send(self, letter):
        if sum(len(each.content) for each in letter.attachments) > self.most:
            raise Refused("letter-too-large", address=letter.to, size="1")
        self.letters.append(letter)
        return SmtpAnswer(250, "taken")


@pytest.fixture
def post():
    return Post()


async def shown(post, reply=None, files=(), **more):
    show = Show(Channel.EMAIL, JAN, reply or Reply("mail-none"), cause="email:1", **more)
    await MailChat(post, "latarnia.example").show(show, list(files))
    return post.letters[-1]


async def test_an_answer_names_the_letter_and_the_whole_thread(post):
    letter = await shown(
        post,
        thread="<3@firma.example>",
        subject="Zlecenie",
        references=("<1@firma.example>", "<2@x.example>"),
    )

    message = to_message(
        letter, "faktury@latarnia.example", "Latarnik", datetime.fromisoformat("2026-11-20T10:00+01:00")
    )
    assert message["In-Reply-To"] == "<3@firma.example>"
    assert message["References"] == "<1@firma.example> <2@x.example> <3@firma.example>"
    assert message["Subject"] == "Re: Zlecenie"
    assert message["Auto-Submitted"] == "auto-replied"


async def test_names_of_a_thread_that_are_none_are_left_out(post):
    letter = await shown(post, thread="<3@firma.example>", references=("zły", "<a b@x>", "<1@firma.example>"))

    message = to_message(
        letter, "faktury@latarnia.example", "Latarnik", datetime.fromisoformat("2026-11-20T10:00+01:00")
    )
    assert message["References"] == "<1@firma.example> <3@firma.example>"


async def test_news_nobody_asked_for_says_so(post):
    assert (await shown(post)).auto_submitted == "auto-generated"


async def test_the_letter_is_the_company_s(post):
    assert (await shown(post, company_id=COMPANY)).company_id == COMPANY


async def test_files_that_are_too_large_are_named_in_a_letter_without_them(post):
    post.most = 1000
    letter = await shown(post, files=[FileToShow("Eksport-2026-10.zip", b"x" * 2000)])

    assert letter.attachments == ()
    assert "Eksport-2026-10.zip" in letter.text


async def test_any_other_refusal_stays_one(post):
    async def refuse(letter):
        raise Refused("address-refused")

    post.send = refuse
    with pytest.raises(Refused):
        await shown(post, files=[FileToShow("a.pdf", b"x")])


async def test_choices_are_numbered_and_pages_are_links(post):
    data = {
        "choices": [{"label": "pdf", "about": ""}, {"label": "contact-show", "about": "<b>Zielony</b> Ogród"}]
    }
    page = Option("access-page", url="https://latarnia.example/x?a=1&b=2")
    letter = await shown(
        post, Reply("mail-none", data, options=((page,), (Option("pdf", choice=Choice("pdf")),)))
    )

    assert "1. PDF" in letter.text
    assert "2. 👤 <b>Zielony</b> Ogród" in letter.text
    assert "https://latarnia.example/x?a=1&b=2" in letter.text
    assert "<b>Zielony</b> Ogród" not in letter.html
    assert "https://latarnia.example/x?a=1&amp;b=2" in letter.html


async def test_a_long_list_is_whole_in_a_letter(post):
    rows = [
        {"buyer": f"Nabywca {n}", "what": "usługa " * 20, "lines": 1, "gross": "1.00", "currency": "PLN"}
        | {"shown_on": "2026-11-20", "held": False, "for_approval": False, "missing": []}
        for n in range(60)
    ]
    letter = await shown(post, Reply("drafts", {"drafts": rows, "more": False, "to_approve": []}))

    assert "Nabywca 59" in letter.text
