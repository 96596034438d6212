"""A person's own e-mail addresses: one is added when a code sent there comes back in Telegram."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from invoicing.model.errors import Refused
from invoicing.services.jobs import Show
from invoicing.services.messages import Channel, Json, Reply
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Event, Person

LASTS = timedelta(minutes=30)
"""How long a code is good for."""
_TRIES, _A_DAY, _MOST = 5, 3, 10  # wrong codes; letters with codes; addresses of a person
_ADDRESS = re.compile(
    r"[^@\s<>\"(),;:\\\[\]+]+(?:\+[^@\s<>\"(),;:\\\[\]]+)?@[^@\s<>\"(),;:\\\[\]]+\.[a-z]{2,}"
)


async def ask_for_code(
    work: UnitOfWork, person: Person, address: str, now: datetime
) -> tuple[Reply, Sequence[Show]]:
    """Send a code to an address that the person says is theirs; the one before is good no more.

    The code lies sealed in the outbox until it is sent. It is worth nothing without the person's Telegram.

    Raises:
        Refused: mail-address-format, mail-address-known, mail-address-taken, mail-addresses-many, mail-codes-many.
    """
    address = address.strip().lower()
    await _require_free(work, person, address)
    said = await _pending(work, person)
    day, sent = now.date().isoformat(), 0
    if said is not None and said["day"] == day:
        sent = int(said["sent"])
    if sent >= _A_DAY:
        raise Refused("mail-codes-many")
    code = f"{secrets.randbelow(1_000_000):06d}"
    pending = {
        "address": address,
        "digest": _digest(person, code),
        "until": (now + LASTS).isoformat(),
        "tries": 0,
        "day": day,
        "sent": sent + 1,
    }
    await work.cursors.put(_cursor(person), json.dumps(pending))
    minutes = int(LASTS.total_seconds()) // 60
    letter = Reply("mail-code", {"code": code, "minutes": minutes}, secret=True)
    cause = f"mail-code:{person.id}:{now.isoformat()}"
    show = Show(Channel.EMAIL, address, letter, cause, person.language)
    return Reply("mail-code-sent", {"address": address}), [show]


async def take_code(work: UnitOfWork, person: Person, code: str, now: datetime) -> Reply:
    """Add the address when the code is the one that was sent there.

    Raises:
        Refused: mail-code-none, there is nothing to confirm any more; mail-address-taken.
    """
    said = await _pending(work, person)
    open_ = said is not None and said["digest"] and now < datetime.fromisoformat(str(said["until"]))
    if said is None or not open_ or int(said["tries"]) >= _TRIES:
        raise Refused("mail-code-none")
    if not hmac.compare_digest(str(said["digest"]), _digest(person, code)):
        await work.cursors.put(_cursor(person), json.dumps({**said, "tries": int(said["tries"]) + 1}))
        return Reply("mail-code-wrong", {"tries": _TRIES - int(said["tries"]) - 1})
    await work.cursors.put(_cursor(person), json.dumps({**said, "digest": ""}))
    return await add_address(work, person, str(said["address"]), now, "code")


async def add_address(work: UnitOfWork, person: Person, address: str, now: datetime, how: str) -> Reply:
    """Let letters from the address act for the person; `how` it was shown to be theirs is kept.

    Raises:
        Refused: mail-address-known, mail-address-taken, mail-addresses-many.
    """
    await _require_free(work, person, address)
    await work.people.identify(person.id, Channel.EMAIL, address)
    evidence: dict[str, Json] = {"how": how}
    await work.events.add(Event("mail-address-added", now, str(person.id), evidence=evidence))
    return Reply("mail-address-added", {"address": address})


async def drop_address(work: UnitOfWork, person: Person, address: str, now: datetime) -> bool:
    """Letters from the address act for the person no more; False when they did not."""
    gone = await work.people.unidentify(person.id, Channel.EMAIL, address)
    if gone:
        await work.events.add(Event("mail-address-dropped", now, str(person.id)))
    return gone


def require_address(address: str) -> None:
    """Let nothing pass that is no e-mail address.

    Raises:
        Refused: mail-address-format.
    """
    longest = 254  # RFC 5321 section 4.5.3.1.3
    if not _ADDRESS.fullmatch(address) or len(address) > longest:
        raise Refused("mail-address-format")


async def _require_free(work: UnitOfWork, person: Person, address: str) -> None:
    require_address(address)
    known = await work.people.by_identity(Channel.EMAIL, address)
    if known is not None:
        raise Refused("mail-address-known" if known.id == person.id else "mail-address-taken")
    if len(await work.people.addresses(person.id, Channel.EMAIL)) >= _MOST:
        raise Refused("mail-addresses-many")


async def _pending(work: UnitOfWork, person: Person) -> dict[str, str | int] | None:
    text = await work.cursors.get(_cursor(person))
    return json.loads(text) if text else None


def _cursor(person: Person) -> str:
    return f"mail-code:{person.id}"


def _digest(person: Person, code: str) -> str:
    return hashlib.sha256(f"{person.id}:{code}".encode()).hexdigest()
