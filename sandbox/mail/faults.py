"""How the mail server can misbehave, towards one address or towards all."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sandbox.mail.addresses import mailbox_of

FAULTS = ("none", "bounce", "later", "drop", "unheard")
CHARACTERS = ("own-domain", "gmail-like", "portal-like")
PORTAL_LETTERS = 20
SENT = "Wysłane"
"""Where gmail-like keeps copies."""


@dataclass
class Faults:
    """The present faults and the character of the app's mail provider.

    Faults:
        none: letters arrive.
        bounce: "own-domain" refuses the recipient at once (550 at RCPT); the other two take the letter and send a
            delivery report (RFC 3464) to the envelope sender, as big providers do.
        later: 451 at RCPT.
        drop: the connection is cut after DATA, before any answer; the letter is not delivered.
        unheard: the same, but the letter is delivered: the sender cannot know.

    Characters:
        own-domain: takes any envelope sender of the account's domain, changes nothing.
        gmail-like: puts the account's address in place of the envelope sender, and a copy of every letter into "Wysłane".
        portal-like: knows no plus-addresses and no sender but the account itself, gives letters a Message-ID of its own
            and answers 421 after `portal_letters` on one connection.
    """

    character: str = "own-domain"
    portal_letters: int = PORTAL_LETTERS
    _everywhere: str = "none"
    _by_address: dict[str, str] = field(default_factory=dict)

    def of(self, address: str) -> str:
        """The fault that meets letters to an address."""
        return self._by_address.get(address.lower(), self._everywhere)

    def set(self, address: str | None, fault: str | None = None, character: str | None = None) -> None:
        """Change what is given; None leaves a thing as it is.

        Args:
            address: whom the fault meets; None: everybody, and the faults of single addresses are forgotten.
            fault: see above.
            character: see above; it is the provider's, whatever the address.

        Raises:
            ValueError: there is no such fault or character; nothing is changed then.
        """
        if fault is not None and fault not in FAULTS:
            raise ValueError(f"no such fault: {fault}; there are {', '.join(FAULTS)}")
        if character is not None and character not in CHARACTERS:
            raise ValueError(f"no such character: {character}; there are {', '.join(CHARACTERS)}")
        self.character = character or self.character
        if fault is None:
            return
        if address is None:
            self._everywhere = fault
            self._by_address.clear()
        else:
            self._by_address[address.lower()] = fault

    def unknown(self, address: str, accounts: Iterable[str]) -> bool:
        """Whether the provider has no such mailbox: a portal takes a plus for a part of somebody's name."""
        plus = "+" in address.partition("@")[0]
        return self.character == "portal-like" and plus and mailbox_of(address) in accounts

    def as_json(self) -> dict[str, object]:
        """What is set, for the page."""
        return {"character": self.character, "fault": self._everywhere, "addresses": dict(self._by_address)}
