"""Outages begin, are announced, are seen, end; people issue before, meanwhile and after, on cards from before and after."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from invoicing.model.offline import OutageKind
from tests.fuzz.deeds.selling import SELLERS
from tests.fuzz.sayings import GOOD
from tests.fuzz.world import JAN, OLA, ZOSIA

KINDS = st.sampled_from(
    [OutageKind.FAILURE, OutageKind.FAILURE, OutageKind.MAINTENANCE, OutageKind.TOTAL_FAILURE]
)
WAYS = st.sampled_from(["issue", "issue-offline24", "hold", "issue-emergency"])


class Outages:
    """The lighthouse, and who believes it."""

    @rule(kind=KINDS, hours=st.integers(1, 60), seen=st.booleans())
    def announce(self, kind, hours, seen):
        """An event begins and is announced; perhaps somebody has read it."""
        self.world.house.lighthouse.begins(kind, hours if kind is OutageKind.MAINTENANCE else None)
        if seen:
            self.looks()

    @rule(days=st.sampled_from([0, 0, 1, 4]), seen=st.booleans())
    def end(self, days, seen):
        """Whatever lasts, ends."""
        self.world.clock.advance(days=days, minutes=7)
        self.world.house.lighthouse.ends()
        if seen:
            self.looks()

    @rule(who=SELLERS, kind=KINDS, way=WAYS)
    def sell_while_it_begins(self, who, kind, way):
        """Between the card and the tap an event is announced."""
        self.says(who, GOOD)
        self.announce(kind, 5, seen=True)
        self.press_first(who, "issue")
        self.press_first(who, way)

    @rule(who=SELLERS, way=WAYS)
    def sell_while_it_ends(self, who, way):
        """Between the card and the tap it is over."""
        self.announce(OutageKind.FAILURE, 5, seen=True)
        self.says(who, GOOD)
        self.end(0, seen=True)
        self.press_first(who, way)

    @rule(who=SELLERS, kind=KINDS, way=WAYS)
    def sell_in_an_outage(self, who, kind, way):
        """KSeF is dark, and it is known."""
        self.world.house.ksef.down = True
        self.announce(kind, 30, seen=True)
        self.says(who, GOOD)
        self.press_first(who, way)

    @rule(who=SELLERS)
    def sell_in_silence(self, who):
        """KSeF is dark, and nobody has announced anything; offline24 is said in words."""
        self.world.house.ksef.down = True
        self.says(who, f"{GOOD}, offline24")
        self.press_first(who, "issue")

    @rule()
    def light_goes_on(self):
        """KSeF is back, its end announced and seen, and what waited goes home."""
        self.world.house.ksef.down = False
        self.end(0, seen=True)
        self.world.runs(self.world.work(list, 120))

    @rule(
        who=st.sampled_from([OLA, ZOSIA, JAN]),
        word=st.sampled_from(
            ["awaria całkowita: TVP Info", "awaria całkowita", "koniec awarii całkowitej: TVP Info"]
        ),
    )
    def vouch(self, who, word):
        """Somebody says that a total failure was proclaimed, or its end; only an owner's word counts."""
        self.says(who, word)

    @rule(who=SELLERS)
    def sell_in_a_total_failure(self, who):
        """An owner vouches for it, and somebody issues on paper."""
        self.says(OLA, "awaria całkowita: TVP Info")
        self.says(who, GOOD)
        self.press_first(who, "issue")

    @rule(silent=st.booleans())
    def hide(self, silent):
        """The lighthouse itself cannot be seen."""
        self.world.house.lighthouse.silent = silent

    @rule(who=SELLERS)
    def ask_for_terms(self, who):
        """Somebody asks until when what must be where."""
        self.asks_for_terms(who)
