"""The questions of an onboarding as replies: codes, data and buttons."""

from __future__ import annotations

from datetime import date

from invoicing.model.accounts import BankAccount
from invoicing.model.company import VatStatus
from invoicing.model.errors import LatarnikError
from invoicing.services.messages import Choice, Json, Option, Reply, Style
from invoicing.services.onboarding.records import LAST_STAGE, STAGES, Onboarding, Step

YES, NAME, ADDRESS, TAXED, EXEMPT, LIMIT, NO_ACCOUNT, ANYWAY, BACK, STOP, BEGIN = (
    f"onboard-{name}"
    for name in ("yes", "name", "address", "taxed", "exempt", "limit", "no-account", "anyway", "back", "stop", "begin")
)  # fmt: skip
LISTED = ("onboard-account-1", "onboard-account-2", "onboard-account-3")
"""Actions of the buttons; those of accounts stand for the first that the register lists."""
AGREED = frozenset({"tak", "ok", "dobrze", "zgadza sie", "yes", "так"})
"""Words that tap the button of consent."""
ACTIONS = frozenset(
    {YES, NAME, ADDRESS, TAXED, EXEMPT, LIMIT, NO_ACCOUNT, ANYWAY, BACK, STOP, BEGIN, *LISTED}
)


def question(onboarding: Onboarding, today: date, problem: LatarnikError | None = None) -> Reply:
    """What is asked now; `problem` is what was wrong with the last answer."""
    step, seen = onboarding.step, onboarding.seen
    address = onboarding.address
    data: dict[str, Json] = {
        "step": step.value,
        "stage": STAGES.get(step, 1),
        "stages": LAST_STAGE,
        "nip": onboarding.nip.digits if onboarding.nip else None,
        "name": onboarding.name,
        "address": [line for line in (address.line1, address.line2) if line] if address else None,
        "from_register": bool(seen and seen.name and seen.name == onboarding.name),
        "silent": onboarding.silent,
        "register_status": seen.vat_status if seen else None,
        "exempt": onboarding.vat_status is VatStatus.EXEMPT,
        "basis": onboarding.exemption,
        "account": _spoken(onboarding.account),
        "unlisted": onboarding.unlisted,
        "listed": bool(seen and seen.accounts),
        "doubted": _spoken(onboarding.doubted),
        "series": _in_polish(onboarding.series),
        "next_invoice": onboarding.next_invoice(today) if step is Step.NUMBERING else None,
    }
    if problem is not None:
        data["problem"] = {"reason": problem.reason, "details": {**problem.details}}
    return Reply("onboarding", data, options=tuple(_rows(onboarding)))


def _rows(onboarding: Onboarding) -> list[tuple[Option, ...]]:
    """The buttons of the present question."""
    match onboarding.step:
        case Step.PAUSED:
            return [(_button(onboarding, BEGIN, Style.PRIMARY),)]
        case Step.FOUNDED:
            return []
        case Step.CARD:
            rows = [
                (_button(onboarding, YES, Style.SUCCESS),),
                (_button(onboarding, NAME), _button(onboarding, ADDRESS)),
            ]
        case Step.VAT:
            rows = [(_button(onboarding, TAXED), _button(onboarding, EXEMPT))]
        case Step.EXEMPTION:
            rows = [(_button(onboarding, LIMIT),)]
        case Step.ACCOUNT:
            rows = _accounts(onboarding)
        case Step.NUMBERING:
            rows = [(_button(onboarding, YES, Style.SUCCESS),)]
        case _:
            rows = []
    back = (_button(onboarding, BACK),) if onboarding.path else ()
    return [*rows, (*back, _button(onboarding, STOP))]


def _accounts(onboarding: Onboarding) -> list[tuple[Option, ...]]:
    listed = onboarding.seen.accounts[: len(LISTED)] if onboarding.seen else ()
    rows = [
        (_button(onboarding, action, about=_spoken(account) or account),)
        for action, account in zip(LISTED, listed, strict=False)
    ]
    insist = [(_button(onboarding, ANYWAY),)] if onboarding.doubted else []
    return [*insist, *rows, (_button(onboarding, NO_ACCOUNT),)]


def _button(onboarding: Onboarding, action: str, style: Style = Style.PLAIN, about: str = "") -> Option:
    return Option(action, choice=Choice(action, onboarding.id, onboarding.version), style=style, about=about)


def _spoken(account: str | None) -> str | None:
    return str(BankAccount.parse(account)) if account else None


def _in_polish(series: str) -> str:
    """The pattern with the names of its fields as people are shown them."""
    words = {"{year}": "{rok}", "{month}": "{miesiąc}", "{number}": "{nr}", "{number:": "{nr:"}
    for ours, theirs in words.items():
        series = series.replace(ours, theirs)
    return series
