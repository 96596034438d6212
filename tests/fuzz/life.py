"""A life of random people: what each deed is made of, what must hold after every step, and how it ends."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from tests.fuzz import invariants as books
from tests.fuzz import invariants_of_ksef as ksef
from tests.fuzz import invariants_of_law as law
from tests.fuzz.cards import Cards
from tests.fuzz.reached import reached
from tests.fuzz.sayings import GOOD
from tests.fuzz.world import JAN, OLA, ZOSIA, World


class Life(RuleBasedStateMachine):
    """Made by the test for books in a folder of its own; the deeds come with the kinds of lives, see `lives`."""

    folders = None
    tally = None

    def __init__(self) -> None:
        super().__init__()
        folder, url = next(type(self).folders)
        self.world, self.url = World(url), url
        self.path = Path(folder) / "latarnik.sqlite3"
        self.judged, self.heard, self.cards = set(), 0, Cards(self.world)

    @initialize(sold=st.lists(st.sampled_from([OLA, JAN, ZOSIA]), max_size=2))
    def begin(self, sold):
        """Some have sold something before."""
        for who in sold:
            self.says(who, GOOD)
            self.press_first(who, "issue")

    # --- what deeds are made of ----------------------------------------------------------------------------
    def does(self, incoming):
        """A message comes, is handled, and what is due at once is done."""
        self.world.runs(self.world.hear(incoming))
        self.world.runs(self.world.work(list))

    def says(self, who, words):
        """Somebody writes in the chat."""
        self.does(self.world.house.incoming(words, who))

    def taps(self, who, choice, message):
        """Somebody presses a button."""
        house = self.world.house
        callback = f"c{next(house.ids)}"
        self.does(house.incoming("", who, choice=choice, tapped_message=message, callback=callback))

    def press_first(self, who, action):
        """Press the first button of that kind on the newest message that has one; nothing where none was shown."""
        shown = [
            each for each in self.world.buttons() if each[0] == who and each[2].action.startswith(action)
        ]
        if shown:
            _, message, choice = next(each for each in shown if each[1] == shown[-1][1])
            self.taps(who, choice, message)

    def number(self, who, at):
        """The number of an invoice of somebody's company, the newest at 0; one that nobody has where there is none."""
        mine = books.company_of(self.path, who)
        found = [each.number for each in books.issued(self.path) if each.company == mine]
        return found[-1 - at % len(found)] if found else "FV/2026/11/1"

    def looks(self):
        """The rounds of a worker, and what follows at once."""
        self.world.runs(self.world.look_around())
        self.world.runs(self.world.work(list))

    def asks_for_terms(self, who):
        """What is told of terms is what the law's table demands."""
        self.says(who, "/terminy")
        told = self.world.house.telegram.shows[-1].reply if self.world.house.telegram.shows else None
        if told is not None and told.code == "deadlines" and not self.world.house.telegram.blocked:
            law.terms_are_lawful(told.data, self.path, books.company_of(self.path, who))
            self.tally["terms told"] += 1

    # --- what must hold ------------------------------------------------------------------------------------
    @invariant()
    def the_books_are_sound(self):
        """After each step."""
        self.tally["steps"] += 1
        found = books.issued(self.path)
        fresh = [one for one in found if one.id not in self.judged]
        adopted = books.adopted(self.path)
        books.numbers_have_no_gap(found, adopted)
        books.pro_formas_have_no_gap(self.path)
        self.cards.are_what_was_issued([one for one in fresh if one.id not in adopted])
        law.modes_have_their_ground([one for one in fresh if one.id not in adopted], self.world, self.path)
        books.files_are_lawful(found, self.judged)
        books.each_was_tapped(self.world, found)
        books.two_agreed(self.path)
        books.nothing_frozen_was_issued(self.path)
        books.promises_are_whole(self.path)
        books.everybody_was_answered(self.world, self.path)
        ksef.each_is_there_once(self.world.house.ksef, self.path)
        self.heard = books.nobody_reads_of_others(self.world, self.heard)

    def teardown(self):
        """All comes back: whatever was promised is kept, and a fresh process can read it."""
        world = self.world
        try:
            self._all_is_well()
            for _ in range(2):
                world.runs(world.catch_up())
                self.looks()
                world.clock.advance(hours=2)
                world.runs(world.work(list, 3600))
            self.the_books_are_sound()
            books.nothing_waits(self.path)
            self.asks_for_terms(OLA)
            world.runs(books.reads_anew(world, self.url))
            self.tally["lives"] += 1
            self.tally["deaths of the process"] += world.deaths
            self.tally.update(reached(world, self.path))
        finally:
            world.close()

    def _all_is_well(self):
        house = self.world.house
        house.ksef.down = house.register.down = house.post.busy = house.telegram.blocked = False
        house.units.dies_at = house.batches.dies = house.batches.drops = None
        house.lighthouse.silent = False
        house.ksef.moods.clear()
        house.batches.phases = []
        self.world.clock.advance(minutes=1)
        house.lighthouse.ends()
