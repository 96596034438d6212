"""What happens to everybody: time, workers in any order, services that go dark, processes that die."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule


class Happening:
    """Nobody's doing."""

    @rule(minutes=st.sampled_from([1, 30, 60 * 8, 60 * 24, 60 * 24 * 3]))
    def wait(self, minutes):
        """Time passes."""
        self.world.clock.advance(minutes=minutes)

    @rule(order=st.permutations(range(16)), seconds=st.sampled_from([0, 5, 120]))
    def keep_promises(self, order, seconds):
        """Workers do what is due, in any order."""
        self.world.runs(self.world.work(_ordered(order), seconds))

    @rule()
    def look(self):
        """The rounds of a worker."""
        self.looks()

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


def _ordered(order):
    return lambda leased: [leased[at] for at in order if at < len(leased)]
