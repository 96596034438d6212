"""The amounts that somebody saw on a card, those in the file, and those on the page are the same."""

from __future__ import annotations

import json
from decimal import Decimal

from lxml import etree

from ksef.fa3.reader import read_document
from templates.drawing.page import content
from templates.sheet import Sheet

NAMESPACE = "{http://crd.gov.pl/wzor/2025/06/25/13775/}"


class Cards:
    """Every card that was shown, by the draft and the version that its buttons stand for."""

    def __init__(self, world) -> None:
        self._world, self._read, self._shown = world, {}, {}

    def are_what_was_issued(self, fresh) -> None:
        """The gross of an invoice is that of a card whose button was pressed, and stands on its page."""
        self._gather()
        drafts = [one.draft for one in fresh]
        for one in fresh:
            gross = Decimal(etree.fromstring(one.xml).findtext(f"{NAMESPACE}Fa/{NAMESPACE}P_15"))
            view, sheet = read_document(one.xml), Sheet.of("pl")
            page = json.dumps(content(view, sheet, None), ensure_ascii=False, default=str)
            assert sheet.number(view.gross) in page, f"{one.number}: {gross} is not on its page"
            assert Decimal(view.gross) == gross, f"{one.number}: {view.gross} read of {gross}"
            seen = self._seen(one.draft.replace("-", ""))
            if seen and drafts.count(one.draft) == 1 and b">KOR" not in one.xml:
                assert gross in seen, f"{one.number}: {gross} issued, {seen} on the card"

    def _seen(self, draft: str) -> set[Decimal]:
        """What stood on the cards of a draft whose buttons were pressed."""
        pressed = {
            version
            for subject, version in self._world.versions
            if subject is not None and subject.hex == draft
        }
        return {
            gross
            for (subject, version), gross in self._shown.items()
            if subject == draft and version in pressed
        }

    def _gather(self) -> None:
        for front in (self._world.house.telegram, self._world.house.mail):
            for show in front.shows[self._read.get(id(front), 0) :]:
                self._keep(show.reply)
            self._read[id(front)] = len(front.shows)

    def _keep(self, reply) -> None:
        gross = reply.data.get("gross")
        if reply.code != "draft-card" or gross is None:
            return
        for option in (option for row in reply.options for option in row):
            if option.choice is not None and option.choice.subject is not None:
                self._shown[option.choice.subject.hex, option.choice.version] = Decimal(gross)
