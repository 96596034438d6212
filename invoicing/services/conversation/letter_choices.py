"""The letter of ours that an answer is to, and the button that its words stand for."""

from __future__ import annotations

from invoicing.model.errors import Refused
from invoicing.services.conversation.letter_replies import CARDS, Correspondent
from invoicing.services.conversation.letter_words import AnswerByLetter, Said
from invoicing.services.mail_trust.records import Agreement, AgreementEnd
from invoicing.services.messages import Choice, Incoming, Reply


def choice_of(question: Agreement, said: AnswerByLetter, to: Correspondent) -> Choice:
    """The button that an answer stands for.

    Raises:
        Refused: agreement-unclear; agreement-in-telegram, where a tap decides; agreement-without-address; choice-unknown.
    """
    if said.said is Said.NUMBER:
        return _numbered(question, said.number, to)
    if question.draft_id is None or said.said is Said.UNCLEAR:
        raise Refused("agreement-unclear")
    if said.said is Said.NO:
        return Choice("cancel", question.draft_id, question.version)
    if said.said is Said.EDIT:
        return Choice("edit", question.draft_id, question.version)
    yes = Choice(question.way or "issue", question.draft_id, question.version)
    if question.way is None or not to.may(yes):
        raise Refused("agreement-in-telegram" if to.chat else "agreement-without-address")
    return yes


def _numbered(question: Agreement, number: int, to: Correspondent) -> Choice:
    offered = question.choices[number - 1 : number] if number else ()
    choice = Choice.decode(offered[0]) if offered else None
    if choice is None or not to.may(choice):
        raise Refused("choice-unknown")
    return choice


def require_newest(question: Agreement | None, reply: Reply) -> None:
    """An answer to an older card of a draft changes nothing of it.

    Raises:
        Refused: agreement-replaced.
    """
    replaced = question is not None and question.ended is AgreementEnd.REPLACED
    if replaced and reply.code in CARDS and reply.data.get("draft") == str(question and question.draft_id):
        raise Refused("agreement-replaced")


def same_thread(question: Agreement, letter: Incoming) -> bool:
    """Whether a letter answers that one of ours, where only subjects can tell."""
    return question.mailbox is None and _bare(question.subject) == _bare(letter.subject)


def _bare(subject: str | None) -> str:
    """A subject without what answering adds, and without our mark."""
    words = (subject or "").lower().split()
    return " ".join(
        word for word in words if word not in {"re:", "odp:", "aw:"} and not word.startswith("[l-")
    )
