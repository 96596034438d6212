"""Whoever might want something of us by mail, what they would try, and what came of it: real letters, really read."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from invoicing.model.errors import Refused
from invoicing.services.access.handing_in import HandIn
from invoicing.services.messages import Channel
from invoicing.services.records import Received, Role
from mailer.accounts import ImapAccount, Security
from mailer.reading import LetterReader
from sandbox.mail.signing import Signer
from tests.mailer.splicing import spliced
from tests.services.house import MAILBOX, OLA, SENTENCE

OLAS, EVIL, VIEWERS = "ola@firma.example", "zly@evil.example", "podglad@firma.example"
COLLEAGUES, BUYERS, LIST = "jan@firma.example", "ksiegowosc@klient.example", "lista@inna.example"

ATTACKERS = {
    "forger": "stranger who forges From",
    "knows-token": "stranger who knows the secret address",
    "colleague": "colleague of the same domain who knows it",
    "viewer": "member who may only read",
    "buyer": "buyer",
    "mailbox-thief": "holder of the member's mailbox",
    "replayer": "replayer of a genuine letter",
    "splicer": "stranger who puts fields that only we read above an old letter of the domain",
    "forwarder": "mailing list or forwarder",
}
CHANNELS = {
    "plus": "letter to the secret address",
    "reply": "reply with a secret in its subject",
    "link": "one-time link",
    "attachment": "attachment",
}
GOALS = {
    "issue": "issue an invoice",
    "draft": "draft in somebody's name",
    "read": "read data",
    "addresses": "change addresses",
    "resend": "send a paper elsewhere",
}
_WORDS = {
    "issue": SENTENCE,
    "draft": SENTENCE,
    "read": "pokaż ostatnie faktury",
    "addresses": f"/poczta {EVIL}",
    "resend": f"wyślij fakturę FV/2026/11/1 na {EVIL}",
}
_FROM = {
    "forger": OLAS,
    "knows-token": EVIL,
    "colleague": COLLEAGUES,
    "viewer": VIEWERS,
    "buyer": BUYERS,
    "mailbox-thief": OLAS,
    "replayer": OLAS,
    "splicer": OLAS,
    "forwarder": OLAS,
}
_OLD = (
    b"From: jan@firma.example\r\nTo: ksiegowosc@klient.example\r\nSubject: Obiad\r\n"
    b"Date: Fri, 2 Oct 2026 10:00:00 +0200\r\nMessage-ID: <old@firma.example>\r\n\r\nO dwunastej?\r\n"
)
_KNOWS = frozenset({"knows-token", "colleague", "mailbox-thief", "replayer", "splicer", "forwarder"})


@dataclass(frozen=True)
class Secrets:
    """What the member's mailbox holds of ours."""

    plus: str
    subject: str


class Siege:
    """One house, one attacker after another."""

    def __init__(self, house, signer: Signer) -> None:
        self._house, self._signer, self._letters = house, signer, 0
        account = ImapAccount("127.0.0.1", 143, Security.NONE, MAILBOX, "x")
        self._read = LetterReader(account, self._key).checked

    async def secrets(self, chat=OLA, address=OLAS) -> Secrets:
        await self._house.say("/poczta", chat)
        async with self._house.units.reading() as work:
            person = await work.people.by_identity(Channel.EMAIL, address)
            return Secrets(
                await work.mail_tokens.token(person.id), await work.mail_tokens.subject_token(person.id)
            )

    async def attempt(self, attacker: str, channel: str, goal: str) -> str:
        """What came of it, in a word or two."""
        if channel == "link":
            return await self._by_link()
        known = await self._known_to(attacker)
        raw = self._letter(attacker, channel, _WORDS[goal], known)
        if attacker == "replayer":
            await self._hand_in(raw)  # the member's own letter, which does what it may
        before = await self._seen()
        await self._hand_in(raw if attacker != "replayer" else b"Received: from elsewhere\r\n" + raw)
        if goal == "issue" and attacker != "replayer":
            await self._hand_in(self._letter(attacker, channel, "TAK", known))
        return await self._outcome(before)

    async def _by_link(self) -> str:
        """No letter of ours holds a link to the page of secrets: it can only be guessed."""
        try:
            await HandIn(self._house.units, self._house.clock, None).look("A" * 43)
        except Refused as refusal:
            return f"refused ({refusal.reason})"
        return "LET IN"

    async def _known_to(self, attacker: str) -> Secrets:
        if attacker == "viewer":
            return await self.secrets("2001", VIEWERS)
        return await self.secrets() if attacker in _KNOWS else Secrets("a" * 16, "b" * 8)

    def _letter(self, attacker: str, channel: str, words: str, known: Secrets) -> bytes:
        sender, message = _FROM[attacker], EmailMessage(policy=SMTP)
        self._letters += 1
        secret_address = MAILBOX.replace("@", f"+{known.plus}@")
        to = MAILBOX if channel == "reply" else secret_address
        message["From"], message["To"] = sender, LIST if attacker == "forwarder" else to
        subject = (
            words if attacker == "splicer" else "Zlecenie"
        )  # no body of an old letter says what they want
        message["Subject"] = f"Re: Szkic [L-{known.subject}]" if channel == "reply" else subject
        message["Date"] = format_datetime(self._house.clock.now())
        message["Message-ID"] = f"<{self._letters}@{sender.rpartition('@')[2]}>"
        message.set_content("W załączniku." if channel == "attachment" else words)
        if channel == "attachment":
            message.add_attachment(words, filename="zlecenie.txt")
        if attacker == "splicer":
            head = message.as_bytes().partition(b"\r\n\r\n")[0]
            return spliced(self._signer.signed(_OLD, "firma.example"), head + b"; boundary=q", b"\r")
        domain = "evil.example" if attacker == "forger" else sender.rpartition("@")[2]
        raw = self._signer.signed(message.as_bytes(), domain)
        return f"Delivered-To: {to}\r\n".encode() + raw

    async def _hand_in(self, raw: bytes) -> None:
        house = self._house
        received = Received(f"email:{next(house.ids)}", Channel.EMAIL, "email:x", raw, house.clock.now())
        incoming = await self._read(received)
        if incoming is not None:
            await house.receive(incoming)
            await house.work()

    async def _key(self, name: str) -> bytes | None:
        return self._signer.record.encode() if name.endswith(".example") else None

    async def _seen(self) -> dict[str, int]:
        house = self._house
        shown = [code for chat in (OLA, "2001") for code in house.shown(chat)]
        mailed = [each for chat in house.mail.chats.values() for each in chat.values()]
        elsewhere = house.mail.chats.get(EVIL, {}).values()
        async with house.units.reading() as work:
            person = await work.people.by_identity(Channel.EMAIL, OLAS)
            addresses = await work.people.addresses(person.id, Channel.EMAIL)
            apart = await work.quarantine.waiting(person.id, 1000)
        return {
            "ISSUED": len(await house.invoices()),
            "ADDRESSES CHANGED": len(addresses),
            "SENT ELSEWHERE": len(house.post.letters) + sum(each.code != "mail-sorry" for each in elsewhere),
            "draft, decided on in Telegram": shown.count("draft-card"),
            "quarantine": len(apart),
            "polite refusal": sum(each.code == "mail-sorry" for each in mailed),
            "told of Telegram": sum(_says(each, "telegram-only") for each in mailed),
            "answered": sum(
                each.code not in {"mail-sorry", "mail-draft"}
                and not _says(each, "telegram-only", "not-allowed")
                for each in mailed
            ),
            "not allowed": sum(_says(each, "not-allowed") for each in mailed),
        }

    async def _outcome(self, before: dict[str, int]) -> str:
        after = await self._seen()
        changed = [name for name, count in after.items() if count != before[name]]
        return ", ".join(changed) or "silence"


def _says(message, *reasons: str) -> bool:
    return message.code in reasons or (message.code == "refused" and message.data["reason"] in reasons)


async def besiege(house, signer: Signer, attacker: str, channel: str) -> dict[str, str]:
    """All goals of an attacker by a channel, a day apart, so that no daily measure hides the next outcome."""
    await house.take_on(Role.VIEWER, chat="2001", email=VIEWERS)
    siege, outcomes = Siege(house, signer), {}
    for goal in GOALS:
        outcomes[goal] = await siege.attempt(attacker, channel, goal)
        house.clock.advance(days=1)
    return outcomes
