"""People say and press anything at all, send files and letters, and pretend to be others."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from invoicing.services.messages import Choice, IncomingFile
from tests.fuzz.deeds.selling import MEMBERS
from tests.fuzz.files import files
from tests.fuzz.sayings import AFTER_ISSUE, GOOD, sayings
from tests.fuzz.world import EVIL, OLAS, PEOPLE, ZOSIAS

SOMEBODY = st.sampled_from(PEOPLE)
FORGED = st.sampled_from(
    ["issue", "approve", "xml", "hold", "issue-total", "issue-emergency", "x", "thaw", "recur", ""]
)


class Talking:
    """Anybody, anything."""

    @rule(who=SOMEBODY, words=sayings())
    def say(self, who, words):
        """Somebody writes something."""
        self.says(who, words)

    @rule(who=MEMBERS, words=st.sampled_from(AFTER_ISSUE))
    def change_what_was_sold(self, who, words):
        """Somebody corrects, repeats or sends again an invoice, and issues what comes of it."""
        self.says(who, words)
        self.press_first(who, "issue")

    @rule(who=SOMEBODY, at=st.integers(0, 200), where=st.sampled_from(["newest", "any"]))
    def press(self, who, at, where):
        """Somebody presses a button that was shown to somebody, now or long ago."""
        shown = self.world.buttons()
        if where == "newest":
            shown = [each for each in shown if each[0] == who][-8:] or shown
        if shown:
            _, message, choice = shown[-1 - at % len(shown)]
            self.taps(who, choice, message)

    @rule(who=SOMEBODY, at=st.integers(0, 50), action=FORGED)
    def forge(self, who, at, action):
        """Somebody sends what no button of ours would."""
        shown = [choice for _, _, choice in self.world.buttons() if choice.subject is not None]
        if shown:
            subject = shown[at % len(shown)].subject
            self.taps(who, Choice(action, subject, at % 4), "9")

    @rule(who=SOMEBODY, file=files(), words=st.sampled_from(["", GOOD, "faktura dla NIP 5260250274"]))
    def send_file(self, who, file, words):
        """Somebody sends a file."""
        name, content = file
        house = self.world.house
        reference = f"f{len(house.chat_files)}"
        house.chat_files[reference] = content
        document = IncomingFile(reference, name, len(content))
        self.does(house.incoming(words, who, media="document", document=document))

    @rule(
        sender=st.sampled_from([OLAS, OLAS, ZOSIAS, EVIL]),
        words=sayings(),
        real=st.booleans(),
        knows=st.booleans(),
    )
    def write(self, sender, words, real, knows):
        """Somebody writes a letter, or says so."""
        self.does(self.world.letter(words, sender, authentic=real, knows_secret=knows))
