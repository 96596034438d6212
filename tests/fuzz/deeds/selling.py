"""People order invoices, look at the card, and press."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.fuzz.sayings import GOOD, orders
from tests.fuzz.world import EWA, JAN, OLA, ZOSIA

MEMBERS = st.sampled_from([OLA, OLA, JAN, JAN, ZOSIA, EWA])
SELLERS = st.sampled_from([OLA, OLA, JAN, ZOSIA])
OFTEN_SOUND = st.one_of(st.just(GOOD), st.just(GOOD), orders())


class Selling:
    """An order, and its buttons."""

    @rule(who=MEMBERS, words=OFTEN_SOUND, taps=st.sampled_from([1, 1, 1, 0, 2]))
    def sell(self, who, words, taps):
        """Somebody orders an invoice, and mostly presses the first button until nothing is left to press."""
        self.says(who, words)
        for _ in range(taps):
            self.press_first(who, "issue")

    @rule(who=MEMBERS, label=st.sampled_from(["issue", "issue", "cancel", "send-document"]))
    def press_what_stands_first(self, who, label):
        """Somebody does what the newest card offers."""
        self.press_first(who, label)
