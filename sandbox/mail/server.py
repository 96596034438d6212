"""The mail server as the rest of the sandbox uses it."""

import itertools
import secrets
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import Any

from sandbox.mail.addresses import address_in, domain_of, is_served, mailbox_of
from sandbox.mail.faults import SENT, Faults
from sandbox.mail.imap import ImapServer
from sandbox.mail.letters import Letter
from sandbox.mail.reports import delivery_report
from sandbox.mail.signing import Signer
from sandbox.mail.smtp import Handed, SmtpCounter
from sandbox.mail.tracing import Passage, stamped, with_crlf
from sandbox.world import WARSAW, World

Json = dict[str, Any]


class MailServer:
    """SMTP and IMAP on the loopback; every address under .example has a mailbox, made by its first letter.

    Args:
        world: the clock that dates letters, and the log of what happened.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.faults, self.signer = Faults(), Signer()
        self._imap = ImapServer()
        self._smtp = SmtpCounter(self.faults, self._accept, self._return, self._keep)
        self._mailboxes: dict[str, list[Letter]] = {}
        self._ids = itertools.count(1)

    @property
    def smtp_port(self) -> int:
        """The port where letters are handed in, with log-in."""
        return self._smtp.port

    @property
    def imap_port(self) -> int:
        """The port where accounts read their letters."""
        return self._imap.port

    async def start(self) -> None:
        """Listen on free ports of the loopback."""
        await self._imap.start()
        await self._smtp.start()

    async def stop(self) -> None:
        """Close listeners and connections; letters stay readable for the control API."""
        await self._smtp.stop()
        await self._imap.stop()

    async def add_account(self, address: str, password: str | None = None) -> str:
        """Let a program log in by SMTP and IMAP; returns the password, made now unless given."""
        password = password or secrets.token_urlsafe(18)
        self._smtp.add_account(address, password)
        self._imap.add_account(address, password)
        return password

    async def reset(self) -> None:
        """Empty all mailboxes and behave again; accounts and passwords stay."""
        await self._imap.hang_up()
        self._imap.forget_letters()
        self._mailboxes.clear()
        self.faults.set(None, "none", "own-domain")

    def fault(self, address: str | None, fault: str | None = None, character: str | None = None) -> None:
        """Misbehave towards an address (or all), or take on a character; None leaves a thing as it is.

        Raises:
            ValueError: there is no such fault or character, or the address is none.
        """
        self.faults.set(None if address is None else address_in(address), fault, character)

    def addresses(self) -> list[str]:
        """The mailboxes that have letters, by name."""
        return sorted(self._mailboxes)

    def count(self) -> int:
        """How many letters there are in the world."""
        return sum(len(letters) for letters in self._mailboxes.values())

    def mailbox(self, address: str) -> list[Json]:
        """The letters of a mailbox, oldest first."""
        return [letter.row() for letter in self._mailboxes.get(mailbox_of(address), [])]

    def letter(self, address: str, letter_id: int) -> Json:
        """An opened letter; KeyError where there is none."""
        return self._find(address, letter_id).whole(address)

    def raw(self, address: str, letter_id: int) -> bytes:
        """A letter as it lies in the mailbox; KeyError where there is none."""
        return self._find(address, letter_id).raw

    def attachment(self, address: str, letter_id: int, name: str) -> tuple[str, bytes]:
        """Type and content of an attachment; KeyError where there is none."""
        return self._find(address, letter_id).attachment(name)

    async def send(
        self,
        from_: str,
        to: str,
        subject: str = "",
        text: str = "",
        *,
        in_reply_to: str | None = None,
        raw: str | bytes | None = None,
        authentic: bool = True,
        signed_by: str | None = None,
    ) -> int:
        """Let anybody in the world send a letter to somebody under .example; returns its id there.

        Args:
            from_: who writes, with or without a name.
            to: to whom.
            subject: what about.
            text: the words.
            in_reply_to: the Message-ID it answers.
            raw: the whole letter instead of the three above; the addresses are then its envelope.
            authentic: whether the sender's domain vouches for it (dmarc=pass or fail on arrival).
            signed_by: the domain that signs it (DKIM), if any.

        Raises:
            ValueError: an address is none, the recipient is not under .example, or a header has a line break.
        """
        sender, recipient = address_in(from_), address_in(to)
        if not is_served(recipient):
            raise ValueError(f"{recipient} is not under .example, there is no mailbox for it")
        if raw is None:
            data = self._written(from_, to, subject, text, in_reply_to)
        else:
            data = with_crlf(raw.encode() if isinstance(raw, str) else raw)
        if signed_by is not None:
            data = self.signer.signed(data, domain_of(f"@{signed_by}"))
        return await self._deliver(data, sender, recipient, domain_of(sender), authentic=authentic)

    def _written(self, from_: str, to: str, subject: str, text: str, in_reply_to: str | None) -> bytes:
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"], message["Subject"] = from_, to, subject
        message["Date"] = format_datetime(self._world.clock.now().astimezone(WARSAW))
        message["Message-ID"] = make_msgid(domain=domain_of(address_in(from_)))
        if in_reply_to:
            message["In-Reply-To"] = message["References"] = in_reply_to
        message.set_content(text)
        utf8 = not address_in(from_).isascii() or not address_in(to).isascii()
        return message.as_bytes(policy=SMTP.clone(utf8=utf8))

    async def _accept(self, handed: Handed) -> None:
        await self._deliver(
            handed.raw, handed.mail_from, handed.rcpt_to, handed.helo, authentic=handed.authentic
        )

    async def _return(self, handed: Handed) -> None:
        self._world.events.add("mail", what="bounced", address=handed.rcpt_to)
        now = self._world.clock.now().astimezone(WARSAW)
        report = delivery_report(handed.raw, handed.rcpt_to, handed.mail_from, now)
        await self._deliver(report, "", handed.mail_from, "localhost", authentic=None)

    async def _keep(self, account: str, raw: bytes) -> None:
        await self._imap.keep_copy(account, raw, self._world.clock.now().astimezone(WARSAW), SENT)

    async def _deliver(
        self, raw: bytes, mail_from: str, rcpt_to: str, helo: str, *, authentic: bool | None
    ) -> int:
        number, now = next(self._ids), self._world.clock.now().astimezone(WARSAW)
        passage = Passage(mail_from, rcpt_to, helo, now, f"{number:08d}", authentic)
        letter = Letter(number, stamped(raw, passage), now)
        base = mailbox_of(rcpt_to)
        self._mailboxes.setdefault(base, []).append(letter)
        await self._imap.deliver(base, letter.raw, now)
        self._world.events.add("mail", what="arrived", address=base, id=number)
        return number

    def _find(self, address: str, letter_id: int) -> Letter:
        letters = self._mailboxes.get(mailbox_of(address), [])
        for letter in letters:
            if letter.id == letter_id:
                return letter
        raise KeyError(letter_id)
