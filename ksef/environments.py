"""Where the Ministry's services live, per environment, and how our client behaves towards them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Environment:
    """Base addresses of one environment; `api` ends in /v2, none ends in a slash.

    The host behind KOD I must be that of the environment an invoice is sent to. The demo environment has no
    lighthouse of its own; the test one stands in for it.
    """

    api: str
    qr: str
    lighthouse: str


ENVIRONMENTS = {
    "test": Environment(
        "https://api-test.ksef.mf.gov.pl/v2",
        "https://qr-test.ksef.mf.gov.pl",
        "https://api-latarnia-test.ksef.mf.gov.pl",
    ),
    "demo": Environment(
        "https://api-demo.ksef.mf.gov.pl/v2",
        "https://qr-demo.ksef.mf.gov.pl",
        "https://api-latarnia-test.ksef.mf.gov.pl",
    ),
    "prod": Environment(
        "https://api.ksef.mf.gov.pl/v2",
        "https://qr.ksef.mf.gov.pl",
        "https://api-latarnia.ksef.mf.gov.pl",
    ),
}


def environment(
    name: str, api: str | None = None, qr: str | None = None, lighthouse: str | None = None
) -> Environment:
    """The environment of that name; an address that is given replaces its own.

    Raises:
        KeyError: no such environment.
    """
    usual = ENVIRONMENTS[name]
    return Environment(
        (api or usual.api).rstrip("/"),
        (qr or usual.qr).rstrip("/"),
        (lighthouse or usual.lighthouse).rstrip("/"),
    )


@dataclass(frozen=True, slots=True)
class KsefSettings:
    """How to talk to KSeF.

    Attributes:
        api: base address with /v2.
        check_identifiers: ask the test environment for the checks of NIP that production always makes
            (header X-KSeF-Feature: subject-identifier-validation).
        timeout: seconds until a call that is not answered counts as silence.
        login_poll: longest pause in seconds between two questions about a log-in; it begins at a tenth.
        login_patience: seconds until a log-in that is still "in progress" is given up.
    """

    api: str
    check_identifiers: bool = True
    timeout: float = 20.0
    login_poll: float = 1.0
    login_patience: float = 120.0
