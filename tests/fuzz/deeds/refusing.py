"""KSeF says no, or dies over an invoice, or takes its time; people put right what was refused."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from invoicing.model.offline import OutageKind
from invoicing.services.correcting.refused import AGAIN
from invoicing.services.correcting.technical import ACTION as TECHNICAL
from tests.fuzz.deeds.selling import SELLERS
from tests.fuzz.sayings import GOOD

MOODS = st.lists(st.sampled_from(["refuses", "refuses", "dies", "waits"]), max_size=2)


class Refusing:
    """Verdicts."""

    @rule(who=SELLERS, moods=MOODS)
    def upset(self, who, moods):
        """What KSeF will say of the next ones, and one of them."""
        self.world.house.ksef.moods[:] = moods
        self.says(who, GOOD)
        self.press_first(who, "issue")
        self.world.runs(self.world.work(list, 120))

    @rule(who=SELLERS)
    def sell_what_is_refused(self, who):
        """Issued during a failure, refused after it; a technical correction puts it right."""
        house = self.world.house
        house.lighthouse.begins(OutageKind.FAILURE)
        self.looks()
        self.world.clock.advance(minutes=1)
        house.ksef.moods[:] = ["refuses"]
        self.says(who, GOOD)
        self.press_first(who, "issue")
        self.world.runs(self.world.work(list, 120))
        self.press_first(who, TECHNICAL)
        house.lighthouse.ends()
        self.looks()

    @rule(who=SELLERS, label=st.sampled_from([TECHNICAL, AGAIN, "issue"]))
    def put_right(self, who, label):
        """Somebody does what the refusal offers."""
        self.says(who, "/odrzucone")
        self.press_first(who, label)

    @rule(who=SELLERS, choice=st.sampled_from(["move-date", "keep-date", ""]))
    def wait_over_midnight(self, who, choice):
        """An online invoice does not get through; at ten in the evening somebody decides, then it is tomorrow."""
        house, now = self.world.house, self.world.clock.now()
        house.ksef.down = True
        self.says(who, GOOD)
        self.press_first(who, "issue")
        self.world.clock.at = max(now, now.replace(hour=22, minute=5))
        self.looks()
        if choice:
            self.press_first(who, choice)
        self.world.clock.advance(hours=3)
        house.ksef.down = False
        self.world.runs(self.world.work(list, 120))
