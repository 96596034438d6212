"""Invoices that recur: agreed to, prepared on their day, issued or not, stopped."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.fuzz.deeds.selling import SELLERS

RHYTHMS = st.sampled_from(["co miesiąc 1.", "co miesiąc 31.", "co tydzień", "co kwartał"])


class Recurring:
    """Time is an order, too."""

    @rule(who=SELLERS, rhythm=RHYTHMS, agrees=st.sampled_from(["recur", "recur", "cancel"]))
    def agree_to_repeat(self, who, rhythm, agrees):
        """Somebody wants it again and again."""
        self.says(who, f"faktura dla NIP 5260250274, abonament 99 zł {rhythm}")
        self.press_first(who, agrees)

    @rule(who=SELLERS, times=st.sampled_from([1, 1, 2]), issues=st.sampled_from([True, True, False]))
    def month_turns(self, who, times, issues):
        """A new month, at ten in the morning; the round is made, and what was prepared is issued."""
        for _ in range(times):
            self.turn_of_month()
            self.looks()
        if issues:
            self.press_first(who, "issue")

    @rule(who=SELLERS, label=st.sampled_from(["recur-stop", "recur-drop"]))
    def stop_repeating(self, who, label):
        """Somebody has had enough of it."""
        self.says(who, "/cykliczne")
        self.press_first(who, label)

    def turn_of_month(self):
        """The first of the next month, at ten."""
        now = self.world.clock.now()
        first = (now.replace(day=1) + timedelta(days=32)).replace(day=1, hour=10, minute=0)
        self.world.clock.at = first
