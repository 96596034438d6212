"""Mailboxes: what IMAP shows, and what the page shows."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pymap.backend.dict import DictBackend, Identity
from pymap.imap import IMAPServer, IMAPService
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials import ExtensionOptions
from pymap.user import Passwords, UserMetadata

from sandbox.world import World

DOMAIN_SUFFIX = ".example"


@dataclass(frozen=True)
class Letter:
    """A delivered letter: `id` counts from 1 within its mailbox."""

    id: int
    raw: bytes


def base_address(address: str) -> str:
    """The mailbox behind an address: lower case, without a plus-part."""
    local, _, domain = address.strip().lower().rpartition("@")
    return f"{local.split('+')[0]}@{domain}"


def exists(address: str) -> bool:
    """Every address under .example has a mailbox; nobody else has."""
    local, _, domain = address.strip().lower().rpartition("@")
    return bool(local) and domain.endswith(DOMAIN_SUFFIX)


class Mailboxes:
    """All mailboxes of the world; one is made by its first letter."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._letters: dict[str, list[Letter]] = {}
        self._backend: Any = None
        self._config: Any = None

    async def open(self) -> IMAPServer:
        """Prepare the IMAP side; returns what serves one connection."""
        parser = argparse.ArgumentParser()
        DictBackend.add_subparser("dict", parser.add_subparsers())
        IMAPService.add_arguments(parser)
        arguments = parser.parse_args(["--host", "127.0.0.1", "--no-tls", "dict"])
        arguments.passlib_cfg, arguments.debug = None, False
        self._backend, self._config = await DictBackend.init(arguments, invalid_user_sleep=0)
        self._config.apply_context()
        return IMAPServer(self._backend.login, self._config)

    async def add_user(self, address: str, password: str) -> None:
        """Let a program log in to the mailbox of that address."""
        hashed = await Passwords(self._config).hash_password(password)
        self._users[address] = UserMetadata(self._config, address, password=hashed)

    async def deliver(self, address: str, raw: bytes) -> int:
        """Put a letter into the mailbox behind the address; returns its id there."""
        mailbox = base_address(address)
        letters = self._letters.setdefault(mailbox, [])
        letters.append(Letter(len(letters) + 1, raw))
        if mailbox in self._users:  # nobody can log in elsewhere, so IMAP need not know the letter
            identity = Identity(mailbox, self._backend.login, None, frozenset())
            async with identity.new_session() as session:
                await session.append_messages(
                    "INBOX", [AppendMessage(raw, datetime.now(UTC), frozenset(), ExtensionOptions.empty())]
                )
        self._world.events.add("mail", address=mailbox, id=len(letters))
        return len(letters)

    def letters(self, address: str) -> list[Letter]:
        """The letters of a mailbox, oldest first."""
        return list(self._letters.get(base_address(address), []))

    def addresses(self) -> list[str]:
        """Mailboxes that hold at least one letter."""
        return sorted(self._letters)

    def count(self) -> int:
        """How many letters there are in the world."""
        return sum(len(letters) for letters in self._letters.values())

    @property
    def _users(self) -> dict[str, UserMetadata]:
        users: dict[str, UserMetadata] = self._backend.login.users_dict
        return users
