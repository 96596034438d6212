"""What must hold of the books whatever people do; read from outside: the bare tables, the files of the invoices.

None of it asks the code that wrote them, but for `reads_anew`, which is about that code.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path

from lxml import etree

from sandbox.ksef.schema import schema_errors
from storage.database import open_database
from tests.fuzz.world import CHATS, EWA, JAN, OF_ZATOKA, OLA, OLAS, World

SECRETS = {"Zatoka Bursztynowa": OF_ZATOKA, "Latarnia Morska": frozenset({OLA, JAN, EWA, OLAS})}
"""Who may read which name."""
NAMESPACE = "{http://crd.gov.pl/wzor/2025/06/25/13775/}"
RATES = {"1": Decimal(23), "2": Decimal(8), "3": Decimal(5)}
"""P_13_1 to P_13_3 by their rate in percent (art. 106e ust. 1 pkt 12-14 VATA)."""
TODAY = date(2026, 11, 20)
GROSZ = Decimal("0.01")


@dataclass(frozen=True)
class Issued:
    """A row of the invoices."""

    id: str
    company: str
    draft: str
    number: str
    status: str
    xml: bytes
    by: str
    at: str
    mode: str | None


def rows(path: Path, statement: str) -> list[tuple]:
    """What the file of the books says, read past all of our code."""
    return _raw(path).execute(statement).fetchall()


@lru_cache(maxsize=1)
def _raw(path: Path) -> sqlite3.Connection:
    """Opened once for a life."""
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def issued(path: Path) -> list[Issued]:
    """Every invoice of every company."""
    wanted = "SELECT id, company_id, draft_id, number, status, xml, issued_by, issued_at, offline_mode FROM invoices ORDER BY seq"
    return [Issued(*row) for row in rows(path, wanted)]


def numbers_have_no_gap(invoices: list[Issued], adopted: set[str]) -> None:
    """1, 2, 3 in each series of a company, and none twice; what another program has numbered is passed over."""
    ours, theirs = defaultdict(set), defaultdict(set)
    for one in invoices:
        head, _, last = one.number.rpartition("/")
        kept = theirs if one.id in adopted else ours
        name = (one.company, head)
        assert last not in ours[name] | theirs[name], f"{one.number} twice"
        kept[name].add(last)
    for name, found in ours.items():
        numbers = {int(each) for each in found}
        gaps = set(range(1, max(numbers, default=0))) - numbers - {int(each) for each in theirs[name]}
        assert gaps == set(), f"{name}: {gaps} is missing of {numbers}"


def adopted(path: Path) -> set[str]:
    """Invoices that another program of the company has made."""
    return {id_ for (id_,) in rows(path, "SELECT invoice_id FROM events WHERE what = 'adopted'")}


def company_of(path: Path, chat: str) -> str:
    """The company that somebody in that chat belongs to."""
    wanted = (
        "SELECT company_id FROM memberships JOIN identities USING (person_id) "
        f"WHERE channel = 'telegram' AND address = '{chat}'"
    )
    return rows(path, wanted)[0][0]


def pro_formas_have_no_gap(path: Path) -> None:
    """1, 2, 3 in each series of a company; one that was taken back keeps its number."""
    series = defaultdict(list)
    for company, number in rows(path, "SELECT company_id, number FROM pro_formas"):
        head, _, last = number.rpartition("/")
        series[company, head].append(int(last))
    for name, found in series.items():
        assert sorted(found) == list(range(1, len(found) + 1)), f"{name}: {found}"


def nothing_frozen_was_issued(path: Path) -> None:
    """Between the brake and the word of an owner that it goes on, a company has issued nothing."""
    frozen = set()
    wanted = "SELECT what, company_id, invoice_id FROM events WHERE what IN ('company-frozen', 'company-thawed', 'issued', 'pro-forma-made', 'adopted') ORDER BY seq"
    for what, company, invoice in rows(path, wanted):
        if what == "company-frozen":
            frozen.add(company)
        elif what == "company-thawed":
            frozen.discard(company)
        else:
            assert company not in frozen, f"{what} while frozen: {invoice}"


def files_are_lawful(invoices: list[Issued], seen: set[str]) -> None:
    """Each file keeps the official schema, and its totals are those of its lines."""
    for one in invoices:
        if one.id in seen:
            continue
        seen.add(one.id)
        root = etree.fromstring(one.xml)
        told = schema_errors(root)
        assert told == [], f"{one.number}: {told}"
        _totals_are_of_lines(root, one.number)


def _totals_are_of_lines(root: etree._Element, number: str) -> None:
    """P_15 is the sum of what stands above it, and the base of a rate is the sum of its lines."""
    fa = root.find(f"{NAMESPACE}Fa")
    values = {each.tag.removeprefix(NAMESPACE): each.text for each in fa if not len(each)}
    money = {
        key: Decimal(text)
        for key, text in values.items()
        if key.startswith(("P_13_", "P_14_")) and not key.endswith("W")
    }
    assert sum(money.values()) == Decimal(values["P_15"]), f"{number}: {money} {values['P_15']}"
    if values["RodzajFaktury"] != "VAT":
        return
    lines = fa.findall(f"{NAMESPACE}FaWiersz")
    for digit, percent in RATES.items():
        _base_is_of_lines(lines, percent, money, digit, number)


def _base_is_of_lines(lines, percent: Decimal, money, digit: str, number: str) -> None:
    ours = [line for line in lines if line.findtext(f"{NAMESPACE}P_12") == str(percent)]
    nets = [line.findtext(f"{NAMESPACE}P_11") for line in ours]
    grosses = [line.findtext(f"{NAMESPACE}P_11A") for line in ours]
    base, tax = money.get(f"P_13_{digit}", Decimal(0)), money.get(f"P_14_{digit}", Decimal(0))
    if ours and None not in nets:
        assert sum(map(Decimal, nets)) == base, f"{number}: {nets} {base}"
        assert tax == (base * percent / 100).quantize(GROSZ, ROUND_HALF_UP), f"{number}: {base} {tax}"
    if ours and None not in grosses:
        assert sum(map(Decimal, grosses)) == base + tax, f"{number}: {grosses} {base + tax}"


def each_was_tapped(world: World, invoices: list[Issued]) -> None:
    """No invoice without a button of its own draft having been pressed, or a letter that knew the secret."""
    tapped = {subject.hex for subject, action in world.taps if subject is not None and _issues(action)}
    drafts = {one.draft.replace("-", "") for one in invoices}
    correcting = {one.at for one in invoices if one.draft.replace("-", "") in tapped and b">KOR" in one.xml}
    # one tap on the card of a wrong buyer issues two: what takes the invoice back, and the right one
    alone = [one for one in invoices if one.at not in correcting]
    untapped = [one.number for one in alone if one.draft.replace("-", "") not in tapped & drafts]
    assert len(untapped) <= world.agreements, f"issued without a tap: {untapped}"


def _issues(action: str) -> bool:
    return action.startswith(("issue", "approve", "resume", "send-document"))


def two_agreed(path: Path) -> None:
    """Above the limit that held when it was issued, two people are in the history of an invoice."""
    limits, worth = {}, {}
    for id_, content in rows(path, "SELECT id, xml FROM invoices"):
        worth[id_] = abs(Decimal(etree.fromstring(content).findtext(f"{NAMESPACE}Fa/{NAMESPACE}P_15")))
    told = rows(path, "SELECT what, company_id, invoice_id, who, evidence FROM events ORDER BY seq")
    for what, company, invoice, who, text in told:
        evidence = json.loads(text)
        if what == "approval-limit":
            limits[company] = evidence["approval_above"]
        limit = limits.get(company)
        if what in {"issued", "adopted"} and limit is not None and worth[invoice] > Decimal(limit):
            assert evidence.get("approved_by") not in {None, who}, f"{invoice}: {who} alone"


def promises_are_whole(path: Path) -> None:
    """A promise is open, kept or set aside: one of them."""
    for table in ("jobs", "inbox"):
        both = rows(path, f"SELECT key FROM {table} WHERE done_at IS NOT NULL AND parked_at IS NOT NULL")
        assert both == [], f"kept and set aside: {both}"
        aside = rows(path, f"SELECT key, last_error FROM {table} WHERE parked_at IS NOT NULL")
        assert aside == [], f"set aside: {aside}"


def everybody_was_answered(world: World, path: Path) -> None:
    """Whatever a member said in the chat and was handled has an answer promised under its own key.

    Strangers hear from us once; letters have rules of their own (a brake, one polite no a day).
    """
    handled = {key for (key,) in rows(path, "SELECT key FROM inbox WHERE done_at IS NOT NULL")}
    promised = {key for (key,) in rows(path, "SELECT key FROM jobs WHERE key LIKE 'show:%'")}
    for key, incoming in world.waiting.items():
        if key in handled and incoming.sender.address in CHATS:
            assert f"show:telegram:{incoming.chat}:{key}" in promised, f"no answer to {incoming}"


def nobody_reads_of_others(world: World, since: int) -> int:
    """What a company is called stands in no message to people of the other one, nor in their files."""
    said = world.house.telegram.said + world.house.mail.said
    for chat, words in said[since:]:
        for secret, readers in SECRETS.items():
            assert secret not in words or chat in readers, f"{chat} reads of {secret}: {words[:500]}"
    return len(said)


def nothing_waits(path: Path) -> None:
    """Every service is up and time has passed: no message lies unread, no invoice is on its way."""
    unread = rows(path, "SELECT key, last_error FROM inbox WHERE done_at IS NULL")
    assert unread == [], f"never handled: {unread}"
    late = "SELECT key, attempts, last_error FROM jobs WHERE done_at IS NULL AND attempts > 0"
    assert rows(path, late) == [], f"never kept: {rows(path, late)}"
    on_way = [one.number for one in issued(path) if one.status in {"issued", "sent"}]
    assert on_way == [], f"never accepted: {on_way}"


async def reads_anew(world: World, url: str) -> None:
    """A process that has never seen these books reads all of them, and the history holds."""
    fresh = open_database(url, bytes(32), now=world.clock.now)
    try:
        assert await fresh.check() == []
        async with fresh.units.reading() as work:
            for company in await work.companies.all():
                found = await work.invoices.recent(company.id, 1000)
                assert [
                    each.invoice.number for each in found if not each.invoice.totals.gross.is_finite()
                ] == []
                for person, _ in await work.people.members(company.id):
                    await work.drafts.open_of(person.id, company.id, 100)
    finally:
        await fresh.close()
