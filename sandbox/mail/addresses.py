"""Addresses: what counts as one, which are served here, and which mailbox a plus-address belongs to."""

import re
from email.utils import parseaddr

ADDRESS = re.compile(r"[^@\s<>\"(),;:\\\[\]]+@[^@\s<>\"(),;:\\\[\]]+")


def address_in(text: str) -> str:
    """The bare address in a text like `Jan <jan@firma.example>`, in lower case.

    >>> address_in("Księgowość <Ksiegowosc@Klient.example>")
    'ksiegowosc@klient.example'

    Raises:
        ValueError: there is none.
    """
    address = parseaddr(text)[1].lower()
    if not ADDRESS.fullmatch(address):
        raise ValueError(f"{text!r} is no e-mail address")
    return address


def is_served(address: str) -> bool:
    """Tell whether an address lies under .example, where everybody has a mailbox.

    >>> is_served("a@klient.example"), is_served("a@example.com")
    (True, False)
    """
    domain = address.rpartition("@")[2].lower()
    return domain == "example" or domain.endswith(".example")


def mailbox_of(address: str) -> str:
    """The base address whose mailbox takes the letters of an address.

    >>> mailbox_of("faktury+r-12@latarnia.example")
    'faktury@latarnia.example'
    """
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def domain_of(address: str) -> str:
    """The part after the @."""
    return address.rpartition("@")[2].lower()
