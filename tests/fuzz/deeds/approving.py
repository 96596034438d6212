"""Four eyes, and the emergency brake."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.fuzz.deeds.selling import MEMBERS
from tests.fuzz.sayings import GOOD
from tests.fuzz.world import EWA, JAN, OLA


class Approving:
    """Somebody asks, another one decides; an owner stops everything."""

    @rule(who=MEMBERS, amount=st.sampled_from(["100", "400", "wyłącz"]))
    def watch(self, who, amount):
        """Somebody wants four eyes, or no longer."""
        self.says(who, f"/zatwierdzanie {amount}")

    @rule(
        who=st.sampled_from([OLA, JAN]),
        judge=st.sampled_from([OLA, EWA, EWA, JAN]),
        word=st.sampled_from(["approve", "approve", "reject", "issue"]),
    )
    def sell_what_two_must_agree_to(self, who, judge, word):
        """Jan or Ola orders what is above the limit; somebody else decides, or its author tries to."""
        self.says(OLA, "/zatwierdzanie 400")
        self.says(who, GOOD)
        self.press_first(who, "issue")
        self.press_first(judge, word)

    @rule(who=st.sampled_from([OLA, EWA, JAN]))
    def agree(self, who):
        """Somebody approves what somebody else wants to issue."""
        self.press_first(who, "approve")

    @rule(tries=st.integers(0, 2), thaws=st.sampled_from([True, True, True, False]))
    def freeze(self, tries, thaws):
        """Ola stops everything; people try all the same, with cards from before; perhaps it goes on."""
        self.says(JAN, GOOD)
        self.says(OLA, "/zamroz")
        for _ in range(tries):
            self.press_first(JAN, "issue")
            self.says(JAN, GOOD)
        if thaws:
            self.thaw()

    @rule()
    def thaw(self):
        """Ola lets it go on, with a second confirmation."""
        self.says(OLA, "/odmroz")
        self.press_first(OLA, "thaw")
