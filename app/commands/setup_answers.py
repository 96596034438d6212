"""The questions of `latarnik setup`, in their order: each is asked only when nothing has answered it yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from app.commands.setup_checks import bot_of, try_database, try_mailbox
from app.commands.setup_mailbox import GivenMailbox, mailbox_settings
from app.commands.setup_questions import NONE, Questions, UnusableAnswerError
from app.commands.speaking import fail, say
from app.reading_settings import WrongSettingsError, settings_with
from app.settings import Settings

PAGE_PORT = 8089
"""Of the pages behind a public address, unless another is named."""
_ENVIRONMENTS = {"test": "test", "demo": "demo", "prod": "prod", "production": "prod"}
_REAL = "Invoices will be real from the first one: they have legal force and cannot be withdrawn."
_PRACTICE = (
    "Every card, paper and letter will say that it comes from KSeF's {} environment and has no legal force."
)
_NO_ADDRESS = (
    "Without a public address the bot polls Telegram and works; off are the page where certificates are handed in, "
    "links to papers for buyers, and the page for people without Telegram."
)
_PRIVACY = "Privacy mode is off: in groups the bot is sent every message. Switch it on: @BotFather, /setprivacy, Enable."
_INLINE = "Inline mode is on and never answered. Switch it off: @BotFather, /setinline, /empty."


@dataclass(frozen=True, slots=True)
class Given:
    """Answers of the command line; None where it says nothing, "none" where something is not wanted."""

    ksef: str | None = None
    mailbox: GivenMailbox = field(default_factory=GivenMailbox)
    public_address: str | None = None
    web_port: int | None = None
    database: str | None = None


class Answers:
    """Collects what is to be written.

    Args:
        file: of the settings.
        said: what it names already.
        before: the settings as they are, with those of the environment.
        given: what the command line says.
        questions: asks for the rest.
    """

    def __init__(
        self, file: Path, said: dict[str, str], before: Settings, given: Given, questions: Questions
    ) -> None:
        self._file, self._given, self._questions = file, given, questions
        self._known = set(said) | before.model_fields_set
        self._before = before
        self.new: dict[str, str] = {}

    def all(self) -> None:
        """Every question.

        Raises:
            SystemExit: status 1 with a sentence.
        """
        self._refuse_changes()
        for about, ask in (
            ("telegram_token", self._bot),
            ("ksef_environment", self._ksef),
            ("imap_user", self._mailbox),
            ("public_address", self._public_address),
            ("database_url", self._database),
        ):
            if about not in self._known:
                self.new |= self._questions.until_right(ask)

    def _refuse_changes(self) -> None:
        """What is there is kept: to change it is for an editor, and for whoever knows what hangs on it."""
        wanted = {
            "ksef_environment": self._given.ksef and _ENVIRONMENTS.get(self._given.ksef, self._given.ksef),
            "imap_user": self._given.mailbox.user or self._given.mailbox.address,
            "public_address": self._given.public_address,
            "database_url": self._given.database,
        }
        for name, value in wanted.items():
            there = getattr(self._before, name) or NONE
            if name in self._known and value not in {None, there, "sqlite" if there == NONE else there}:
                fail(f"LATARNIK_{name.upper()} is {there} already. Change it in {self._file}, if you must.")

    def _with(self, more: dict[str, str]) -> Settings:
        """The settings as they would be.

        Raises:
            UnusableAnswerError: they would be wrong.
        """
        try:
            said = {name: value for name, value in {**self.new, **more}.items() if value}
            return settings_with(self._file, **said)
        except WrongSettingsError as error:
            raise UnusableAnswerError(str(error)) from None

    def _bot(self) -> dict[str, str]:
        said = {"telegram_token": self._questions.secret("Token of the bot, from @BotFather (/newbot)")}
        account = bot_of(self._with(said))
        say(f"Telegram knows the bot @{account.name}.")
        for wrong, words in ((account.reads_groups, _PRIVACY), (account.inline, _INLINE)):
            if wrong:
                say(words)
        return {**said, "telegram_bot": account.name}

    def _ksef(self) -> dict[str, str]:
        said = self._given.ksef or self._questions.ask("KSeF: test, demo or production", "test")
        environment = _ENVIRONMENTS.get(said.lower())
        if environment is None:
            raise UnusableAnswerError(f"There is no KSeF environment {said}. Say test, demo or production.")
        say(_REAL if environment == "prod" else _PRACTICE.format(environment))
        return {"ksef_environment": environment}

    def _mailbox(self) -> dict[str, str]:
        said = mailbox_settings(self._given.mailbox, self._questions)
        if said["imap_user"]:
            try_mailbox(self._with(said))
            say("The mail servers let us in.")
        return said

    def _public_address(self) -> dict[str, str]:
        said = self._given.public_address or self._questions.ask(
            "Public https:// address of this server", NONE
        )
        if said == NONE:
            say(_NO_ADDRESS)
            return {"public_address": ""}
        port = {} if "web_port" in self._known else {"web_port": str(self._given.web_port or PAGE_PORT)}
        settings = self._with({"public_address": said, **port})
        say(
            f"Let the server before it pass /dostep/, /faktura/ and /zgoda/ to 127.0.0.1:{settings.web_port}."
        )
        return {"public_address": said, **port}

    def _database(self) -> dict[str, str]:
        said = self._given.database or self._questions.ask(
            "Database: sqlite, or a postgresql:// address", "sqlite"
        )
        url = "" if said == "sqlite" else said
        try_database(self._with({"database_url": url} if url else {}))
        return {"database_url": url}
