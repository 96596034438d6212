"""Whether what is done here means nothing to anybody."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from app.places import ksef_environment
from app.settings import Settings
from ksef.environments import ENVIRONMENTS


def is_practice(settings: Settings) -> bool:
    """Whether an invoice means nothing here: KSeF's test environment, or a stand-in on this machine.

    The name alone is not enough: an address of another environment under the name of the test one is no practice.
    """
    here, usual = ksef_environment(settings), ENVIRONMENTS["test"]
    addresses = ((here.api, usual.api), (here.qr, usual.qr))
    return settings.ksef_environment == "test" and all(
        ours == theirs or _on_this_machine(ours) for ours, theirs in addresses
    )


def trial_of(settings: Settings) -> str | None:
    """The environment that every document names as one without legal force; None for the production one.

    The sandbox needs no mark: nothing of it leaves the machine.
    """
    if settings.ksef_environment == "prod" or settings.clock_url:
        return None
    return settings.ksef_environment.upper()


def _on_this_machine(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
