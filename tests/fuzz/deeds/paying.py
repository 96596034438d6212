"""Buyers pay, in whole or in part or not; then they are reminded."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.fuzz.deeds.selling import SELLERS
from tests.fuzz.deeds.sequels import WHICH
from tests.fuzz.sayings import GOOD


class Paying:
    """Money."""

    @rule(who=SELLERS, at=WHICH, amount=st.sampled_from(["200", "292", "0,01", "492", "10000", "-5"]))
    def note_a_part(self, who, at, amount):
        """A part came."""
        self.says(who, f"zapłacił {amount} z {self.number(who, at)}")

    @rule(who=SELLERS, at=WHICH, word=st.sampled_from(["zapłacona", "zapłacona", "niezapłacona"]))
    def note_a_payment(self, who, at, word):
        """All of it came, or did not after all."""
        self.says(who, f"{self.number(who, at)} {word}")

    @rule(
        who=SELLERS,
        words=st.sampled_from(
            [
                "przypominaj o płatnościach",
                "przypominaj o płatnościach",
                "nie przypominaj o płatnościach",
                "nie przypominaj KLIENT",
            ]
        ),
    )
    def want_reminders(self, who, words):
        """The seller wants buyers to be reminded, or not."""
        self.says(who, words)

    @rule(who=SELLERS, paid=st.sampled_from([None, None, "200", "492"]))
    def wait_for_money(self, who, paid):
        """An invoice, two weeks, and a working morning after its day; perhaps somebody pays between the words and the letter."""
        self.says(who, "przypominaj o płatnościach")
        self.says(who, GOOD)
        self.press_first(who, "issue")
        self.weekday_after(18)
        self.looks()
        if paid:
            self.says(who, f"zapłacił {paid} z {self.number(who, 0)}")
        self.world.runs(self.world.work(list, 4000))

    @rule()
    def working_morning(self):
        """The next working morning: reminders go out in office hours."""
        self.weekday_after(1)
        self.looks()
        self.world.runs(self.world.work(list, 4000))

    def weekday_after(self, days):
        """A Monday to Friday at five past nine, so many days from now or a little later."""
        day = self.world.clock.now() + timedelta(days=days)
        while day.weekday() > 4:
            day += timedelta(days=1)
        self.world.clock.at = day.replace(hour=9, minute=5)
