"""Many invoices at once: they wait together, go in a batch, and whatever can go wrong with it does."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.fuzz.deeds.selling import SELLERS
from tests.fuzz.sayings import GOOD

MISHAPS = st.sampled_from(["", "", "before-open", "before-close", "after-close"])
PHASES = st.lists(st.sampled_from([("working", 150), ("dead", 415), ("open", 100)]), max_size=2)


class Batching:
    """The batch counter."""

    @rule(hour=st.sampled_from([0, 0, 180]))
    def spend_the_hour(self, hour):
        """What KSeF lets us send in this hour one by one is used up, or not."""
        self.world.house.quota.hour = hour

    @rule(who=SELLERS, count=st.sampled_from([2, 3, 12]), dies=MISHAPS, drops=MISHAPS, phases=PHASES)
    def sell_many(self, who, count, dies, drops, phases):
        """KSeF is dark while people sell; then it comes back, and its batch counter has moods."""
        house = self.world.house
        house.ksef.down = True
        for _ in range(count):
            self.says(who, GOOD)
            self.press_first(who, "issue")
        self.world.clock.advance(minutes=5)
        house.batches.dies, house.batches.drops, house.batches.phases = dies or None, drops or None, [*phases]
        house.ksef.down = False
        self.world.runs(self.world.work(list, 600))

    @rule(moods=st.lists(st.sampled_from(["refuses", "dies", "waits"]), max_size=3))
    def judge_harshly(self, moods):
        """Some of the next ones are refused."""
        self.world.house.ksef.moods[:] = moods
