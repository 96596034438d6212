"""What a life has come to, by names that a person can read: counted from the bare tables and from what was shown."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

from tests.fuzz.invariants import rows

_KIND = re.compile(rb"<RodzajFaktury>(\w+)<")
_CORRECTED = re.compile(rb"<NrFaKorygowanej>([^<]*)<")
TOLD = {
    "refused": "refusals",
    "not-allowed": "refusals",
    "approval-question": "questions for approval",
    "terms-moved": "terms that moved",
    "draft-held": "drafts that wait for KSeF",
    "total-failure-confirmed": "total failures confirmed",
    "answer": "answers",
    "answer-choices": "questions back",
    "answer-unknown": "questions without an answer",
    "reminders-ahead": "reminders announced",
    "midnight": "warnings before midnight",
    "technical-correction": "technical corrections",
    "recurrence-active": "rhythms agreed to",
    "batch-settled": "large batches told of",
}
HAPPENED = {
    "company-frozen": "freezes",
    "company-thawed": "thaws",
    "adopted": "files of other programs taken on",
    "rejected": "refusals by KSeF",
    "accepted": "acceptances by KSeF",
    "batch-settled": "batches",
    "pro-forma-made": "pro formas",
    "sending-died": "sendings that died",
    "lighthouse-changed": "changes of the lighthouse",
    "edition-replaced": "files replaced before the number",
}
ALERTS = {
    "outage-announced": "taps refused as an outage was announced",
    "emergency-without-failure": "taps refused as the failure was over",
}


def reached(world, path: Path) -> Counter:
    """Deeds of one life."""
    found = Counter()
    _of_invoices(found, path)
    for what, evidence in rows(path, "SELECT what, evidence FROM events"):
        if what in HAPPENED:
            found[HAPPENED[what]] += 1
        if what == "issued" and json.loads(evidence).get("approved_by"):
            found["approvals"] += 1
    for show in world.house.telegram.shows:
        reply = show.reply
        if reply.code in TOLD:
            found[TOLD[reply.code]] += 1
        if reply.alert in ALERTS:
            found[ALERTS[reply.alert]] += 1
        notes = reply.data.get("notes") or ()
        found["recurring cards"] += int(reply.code == "draft-card" and "recurring" in notes)
        found["drafts that came back"] += int(reply.code == "draft-card" and "ksef-is-back" in notes)
        found["parts paid"] += int(reply.code == "invoice-card" and bool(reply.data.get("part_paid")))
        found["payments"] += int(reply.code == "invoice-card" and bool(reply.data.get("paid_on")))
    letters = world.house.post.letters
    found["letters to buyers"] += len(letters)
    found["reminders of payment"] += sum(letter.subject.startswith("Przypomnienie") for letter in letters)
    found["messages"] += len(world.waiting)
    return +found


def _of_invoices(found: Counter, path: Path) -> None:
    corrected = Counter()
    for mode, status, xml in rows(path, "SELECT offline_mode, status, xml FROM invoices"):
        kind = _KIND.search(xml)[1].decode()
        found["invoices"] += 1
        found[f"invoices {mode or ('outside' if status == 'outside' else 'online')}"] += 1
        found[f"invoices {kind}"] += 1
        original = _CORRECTED.search(xml)
        if original:
            corrected[original[1]] += 1
    found["corrections of what was corrected"] += sum(count - 1 for count in corrected.values())
    made = rows(path, "SELECT count(*) FROM pro_formas WHERE pro_forma LIKE '%invoice%'")
    found["pro formas kept"] += made[0][0]
