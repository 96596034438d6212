"""The Ukrainian texts speak with one voice; the rules, and why, are in docs/ukrainian.md."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
ENTRIES = ROOT / "knowledge" / "entries"

TO_OUTSIDERS = {
    "chat/uk/buyer-confirmed",
    "chat/uk/buyer-here",
    "chat/uk/buyer-joined",
    "chat/uk/buyer-left",
    "chat/uk/buyer-link-over",
    "chat/uk/buyer-paper",
    "chat/uk/group",
    "chat/uk/invitation-invalid",
    "chat/uk/mail-sorry",
    "chat/uk/stranger",
    "mail/uk/confirmation",
    "mail/uk/invoice",
    "mail/uk/link-letter",
    "mail/uk/mail-sorry",
    "mail/uk/pro-forma-letter",
    "mail/uk/reminder",
    "pdf/fields/uk",
    "pdf/uk",
    "web/paper/uk",
}
"""What buyers and strangers read: they are "ви"."""
LINES_TO_OUTSIDERS = {
    "chat/uk/errors": ["macro paper_link_", "macro too_many_requests("],
    "chat/uk/labels": ['"bot-description":'],
}
BANK_ACCOUNTS = {
    "chat/uk/labels": ['"onboard-no-account":'],
    "chat/uk/errors": ["macro account_", "macro advance_in_future("],
    "chat/uk/problems": ["macro account_", "macro swift_country("],
    "chat/uk/onboarding": [""],
    "chat/uk/own-entry-changed": [""],
    "mail/uk/labels": ['"account":', '"factor_account":'],
    "pdf/codes/uk": ['"RachunekWlasnyBanku":'],
    "pdf/fields/uk": ["ccount", '"bank_own":'],
    "pdf/uk": ['"account":'],
    "words/uk": ["account"],
    "dates/pdf-czy-xml": [""],
    "form/fa3-pola": ["Platnosc"],
    "receiving/faktura-oszustwo": [""],
}
"""Lines that may say "рахунок", by a part of the line: money lies on it. An invoice is "фактура"."""
POLISH_TERMS = re.compile(r'VAT UE|VAT-R|VAT-22|VAT RR|VAT marża|ustawy o VAT|"VAT":|«VAT»|\d zł VAT \d')
PRONOUNS = re.compile(r"\b(?:ви|вас|вам|вами|ваш(?:а|е|і|у|ого|ої|ому|ій|им|ими|их|ою)?)\b", re.IGNORECASE)
VERBS = re.compile(r"\b\w+(?:(?:[йьвжчшр]|[аеєиіїя])те|іть)(?:ся|сь)?\b", re.IGNORECASE)
NO_VERBS = {"навіть", "проте", "відкрите", "закрите"}
FAMILIAR = re.compile(
    r"\b(?:ти|тебе|тобі|тобою|тво(?:я|є|ї|ю|го|єї|єму|їй|їм|їми|їх|єю)|твій)\b", re.IGNORECASE
)


def texts() -> Iterator[tuple[str, int, str]]:
    """Every line that a Ukrainian reader may see, with the name and place of what it stands in."""
    for path in sorted(TEMPLATES.rglob("*.j2")):
        name = path.relative_to(TEMPLATES).with_suffix("").as_posix()
        if "uk" in name.split("/"):
            for place, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                yield name, place, line
    for path in sorted(ENTRIES.glob("*/*.md")):
        name, speaks = path.relative_to(ENTRIES).with_suffix("").as_posix(), False
        for place, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            speaks = line == "## uk" if line.startswith("## ") else speaks
            if speaks:
                yield name, place, line


LINES = list(texts())


def listed(name: str, line: str, parts: dict[str, list[str]]) -> bool:
    return any(part in line for part in parts.get(name, []))


def to_outsiders(name: str, line: str) -> bool:
    return name in TO_OUTSIDERS or listed(name, line, LINES_TO_OUTSIDERS)


def formal_words(line: str) -> list[str]:
    verbs = (found[0] for found in VERBS.finditer(line))
    return [
        *(found[0] for found in PRONOUNS.finditer(line)),
        *(w for w in verbs if w.lower() not in NO_VERBS),
    ]


def test_members_of_a_company_are_addressed_familiarly():
    wrong = {
        f"{name}:{place}": words
        for name, place, line in LINES
        if not to_outsiders(name, line) and (words := formal_words(line))
    }

    assert wrong == {}


def test_buyers_and_strangers_are_addressed_formally_and_in_lower_case():
    ours = [(name, place, line) for name, place, line in LINES if to_outsiders(name, line)]
    familiar = [f"{name}:{place}" for name, place, line in ours if FAMILIAR.search(line)]
    capital = [
        f"{name}:{place}"
        for name, place, line in ours
        if re.search(r"[а-яіїєґ,] (?:Ви|Вас|Вам|Вами|Ваш\w*)\b", line)
    ]

    assert (familiar, capital) == ([], [])


@pytest.mark.parametrize("parts", [LINES_TO_OUTSIDERS, BANK_ACCOUNTS])
def test_no_exception_is_left_over(parts):
    left = [name for name in parts if not any(known == name for known, _, _ in LINES)]

    assert left == []
    assert {name for name, _, _ in LINES} >= TO_OUTSIDERS


def test_an_invoice_is_never_called_an_account():
    wrong = [
        f"{name}:{place}"
        for name, place, line in LINES
        if re.search(r"\bрахун(?:о?к)", line, re.IGNORECASE) and not listed(name, line, BANK_ACCOUNTS)
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ("the tax is ПДВ, VAT stands in Polish terms alone", re.compile(r"\bVAT\b")),
        (
            "articles are cited as in Polish law: art. 106e ust. 1 pkt 19",
            re.compile(r"\bст\. ?\d|art\. \w+ (?:ч|абз|п)\. "),
        ),
        ("quotation marks are « and »", re.compile("[„“”]")),
    ],
)
def test_one_word_stands_for_one_thing(rule, wrong):
    found = [f"{name}:{place}" for name, place, line in LINES if wrong.search(POLISH_TERMS.sub("", line))]

    assert found == [], rule


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Напишіть нам, і ми відповімо.", ["Напишіть"]),
        ("Якщо хочете, перевірте вашу фактуру", ["вашу", "хочете", "перевірте"]),
        ("Відкличте токен і поводьтеся обережно", ["Відкличте", "поводьтеся"]),
        ("Навіть тоді напиши: строк стоїть на твоїй картці, проте його досить.", []),
    ],
)
def test_formal_words_are_found(line, found):
    assert formal_words(line) == found
