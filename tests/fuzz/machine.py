"""The machine that lets people do whatever comes to their minds, and looks into the books after each step."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from invoicing.services.messages import Choice, IncomingFile
from tests.fuzz import invariants as books
from tests.fuzz.files import files
from tests.fuzz.sayings import AFTER_ISSUE, GOOD, orders, sayings
from tests.fuzz.world import EVIL, EWA, JAN, OLA, OLAS, PEOPLE, ZOSIA, ZOSIAS, World

SOMEBODY = st.sampled_from(PEOPLE)
MEMBERS = st.sampled_from([OLA, OLA, JAN, JAN, ZOSIA, EWA])
OFTEN_SOUND = st.one_of(st.just(GOOD), st.just(GOOD), orders())


class RandomPeople(RuleBasedStateMachine):
    """Made by `of` for books in a folder of its own."""

    folders = None
    tally = None

    def __init__(self) -> None:
        super().__init__()
        folder, url = next(type(self).folders)
        self.world, self.url = World(url), url
        self.path = Path(folder) / "latarnik.sqlite3"
        self.judged, self.heard = set(), 0

    @initialize(sold=st.lists(st.sampled_from([OLA, JAN, ZOSIA]), max_size=3), watched=st.booleans())
    def begin(self, sold, watched):
        """Some have sold something before."""
        for who in sold:
            self.sell(who, GOOD, 1)
        if watched:
            self.watch(OLA, "400")

    # --- what people do ------------------------------------------------------------------------------------
    @rule(who=SOMEBODY, words=sayings())
    def say(self, who, words):
        """Somebody writes something."""
        self._does(self.world.house.incoming(words, who))

    @rule(who=MEMBERS, words=OFTEN_SOUND, taps=st.sampled_from([1, 1, 1, 0, 2]))
    def sell(self, who, words, taps):
        """Somebody orders an invoice, and mostly presses the first button until nothing is left to press."""
        self._does(self.world.house.incoming(words, who))
        for _ in range(taps):
            self.press_what_stands_first(who, "issue")

    @rule(who=MEMBERS, words=st.sampled_from(AFTER_ISSUE))
    def change_what_was_sold(self, who, words):
        """Somebody corrects, repeats or sends again an invoice, and issues what comes of it."""
        self._does(self.world.house.incoming(words, who))
        self.press_what_stands_first(who, "issue")

    @rule(who=SOMEBODY, at=st.integers(0, 200), where=st.sampled_from(["newest", "any"]))
    def press(self, who, at, where):
        """Somebody presses a button that was shown to somebody, now or long ago."""
        shown = self.world.buttons()
        if where == "newest":
            shown = [each for each in shown if each[0] == who][-8:] or shown
        if shown:
            _, message, choice = shown[-1 - at % len(shown)]
            self._taps(who, choice, message)

    @rule(who=MEMBERS, label=st.sampled_from(["issue", "cancel", "send-document"]))
    def press_what_stands_first(self, who, label):
        """Somebody does what the newest card offers."""
        shown = [each for each in self.world.buttons() if each[0] == who and each[2].action.startswith(label)]
        if shown:
            self._taps(who, shown[-1][2], shown[-1][1])

    @rule(who=st.sampled_from([OLA, EWA, JAN]))
    def agree(self, who):
        """Somebody approves what somebody else wants to issue."""
        self.press_what_stands_first(who, "approve")

    @rule(who=MEMBERS, amount=st.sampled_from(["100", "400", "wyłącz"]))
    def watch(self, who, amount):
        """Somebody wants four eyes, or no longer."""
        self._does(self.world.house.incoming(f"/zatwierdzanie {amount}", who))

    @rule(
        who=SOMEBODY,
        at=st.integers(0, 50),
        action=st.sampled_from(["issue", "approve", "xml", "hold", "issue-total", "x", "thaw", ""]),
    )
    def forge(self, who, at, action):
        """Somebody sends what no button of ours would."""
        shown = [choice for _, _, choice in self.world.buttons() if choice.subject is not None]
        if shown:
            subject = shown[at % len(shown)].subject
            self._taps(who, Choice(action, subject, at % 4), "9")

    @rule(who=SOMEBODY, file=files(), words=st.sampled_from(["", GOOD, "faktura dla NIP 5260250274"]))
    def send_file(self, who, file, words):
        """Somebody sends a file."""
        name, content = file
        reference = f"f{len(self.world.house.chat_files)}"
        self.world.house.chat_files[reference] = content
        document = IncomingFile(reference, name, len(content))
        self._does(self.world.house.incoming(words, who, media="document", document=document))

    @rule(
        sender=st.sampled_from([OLAS, OLAS, ZOSIAS, EVIL]),
        words=sayings(),
        real=st.booleans(),
        knows=st.booleans(),
    )
    def write(self, sender, words, real, knows):
        """Somebody writes a letter, or says so."""
        self._does(self.world.letter(words, sender, authentic=real, knows_secret=knows))

    # --- what happens to all of them -----------------------------------------------------------------------
    @rule(minutes=st.sampled_from([1, 30, 60 * 8, 60 * 24, 60 * 24 * 11, 60 * 24 * 40]))
    def wait(self, minutes):
        """Time passes."""
        self.world.clock.advance(minutes=minutes)

    @rule(order=st.permutations(range(16)), seconds=st.sampled_from([0, 5, 120]))
    def keep_promises(self, order, seconds):
        """Workers do what is due, in any order."""
        self.world.runs(self.world.work(_ordered(order), seconds))

    @rule(what=st.sampled_from(["ksef", "ksef", "register", "post", "chat"]))
    def turn(self, what):
        """Something goes dark, or comes back."""
        house = self.world.house
        match what:
            case "ksef":
                house.ksef.down = not house.ksef.down
            case "register":
                house.register.down = not house.register.down
            case "post":
                house.post.busy = not house.post.busy
            case _:
                house.telegram.blocked = not house.telegram.blocked

    @rule(commits=st.integers(1, 9))
    def doom(self, commits):
        """The process will die soon, between two commits."""
        self.world.die_soon(commits)

    # --- what must hold ------------------------------------------------------------------------------------
    @invariant()
    def the_books_are_sound(self):
        """After each step."""
        self.tally["steps"] += 1
        found = books.issued(self.path)
        books.numbers_have_no_gap(found, books.adopted(self.path))
        books.files_are_lawful(found, self.judged)
        books.each_was_tapped(self.world, found)
        books.two_agreed(self.path)
        books.promises_are_whole(self.path)
        books.everybody_was_answered(self.world, self.path)
        self.heard = books.nobody_reads_of_others(self.world, self.heard)

    def teardown(self):
        """All comes back: whatever was promised is kept, and a fresh process can read it."""
        world, house = self.world, self.world.house
        try:
            house.ksef.down = house.register.down = house.post.busy = house.telegram.blocked = False
            house.units.dies_at = None
            world.runs(world.catch_up())
            world.clock.advance(hours=2)
            world.runs(world.work(lambda leased: leased, 3600))
            world.runs(world.catch_up())
            world.runs(world.work(lambda leased: leased, 3600))
            self.the_books_are_sound()
            books.nothing_waits(self.path)
            world.runs(books.reads_anew(world, self.url))
            self._count()
        finally:
            world.close()

    def _count(self):
        """What this run has seen, so that nobody takes a run in which nothing happened for a proof."""
        codes = [show.reply.code for show in self.world.house.telegram.shows]
        self.tally["examples"] += 1
        self.tally["invoices"] += len(books.issued(self.path))
        self.tally["deaths"] += self.world.deaths
        self.tally["messages"] += len(self.world.waiting)
        self.tally["letters"] += len(self.world.house.post.letters)
        self.tally["refusals"] += codes.count("refused") + codes.count("not-allowed")
        self.tally["adopted"] += len(books.adopted(self.path))
        self.tally["approved"] += codes.count("approval-settled")

    def _does(self, incoming):
        self.world.runs(self.world.hear(incoming))
        self.world.runs(self.world.work(lambda leased: leased))

    def _taps(self, who, choice, message):
        house = self.world.house
        callback = f"c{next(house.ids)}"
        self._does(house.incoming("", who, choice=choice, tapped_message=message, callback=callback))


def _ordered(order):
    return lambda leased: [leased[at] for at in order if at < len(leased)]
