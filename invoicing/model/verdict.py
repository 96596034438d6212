"""How KSeF is doing: what the lighthouse says, what our own probes saw, joined into one verdict that does not flap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FRESH = timedelta(minutes=15)
"""How long a word of the lighthouse stands when it cannot be read again."""
BAD_LOOKS = 3
"""So many bad looks in a row make a verdict that nobody announced."""
BAD_FOR = timedelta(seconds=60)
"""And they must span so much time: three looks within a second are one stumble."""
GOOD_LOOKS = 2
"""So many good looks in a row take such a verdict back."""


class Verdict(StrEnum):
    """How KSeF is doing."""

    ALL_WELL = "all_well"
    FAILURE = "failure"  # announced (art. 106ne VATA)
    MAINTENANCE = "maintenance"  # announced (art. 106nh)
    TOTAL_FAILURE_CLAIMED = "total_failure_claimed"  # the lighthouse alone proclaims none (art. 106ng)
    KSEF_SILENT = "ksef_silent"  # nobody announced anything
    LIGHTHOUSE_DOWN = "lighthouse_down"  # KSeF works
    LOGIN_DOWN = "login_down"  # KSeF answers, and lets nobody in
    US = "us"  # nothing at all answers us
    UNKNOWN = "unknown"  # the lighthouse says what nobody has told us of, or nobody has looked

    @property
    def announced(self) -> bool:
        """Whether the Ministry says it."""
        return self in _ANNOUNCED.values()

    @property
    def ksef_works(self) -> bool:
        """Whether an invoice can be sent: the lighthouse being down never stops anything."""
        return self in {Verdict.ALL_WELL, Verdict.LIGHTHOUSE_DOWN}

    @property
    def unannounced_trouble(self) -> bool:
        """Whether KSeF cannot be used by us, and nobody has announced anything: the ground is offline24 at most."""
        return self in {Verdict.KSEF_SILENT, Verdict.LOGIN_DOWN, Verdict.US}


class Beacon(StrEnum):
    """What the lighthouse says now."""

    AVAILABLE = "available"
    MAINTENANCE = "maintenance"
    FAILURE = "failure"
    TOTAL_FAILURE = "total_failure"
    UNKNOWN = "unknown"  # a value that nobody has told us of: never taken for "available"
    SILENT = "silent"  # it cannot be read, which says nothing about KSeF


_ANNOUNCED = {
    Beacon.FAILURE: Verdict.FAILURE,
    Beacon.MAINTENANCE: Verdict.MAINTENANCE,
    Beacon.TOTAL_FAILURE: Verdict.TOTAL_FAILURE_CLAIMED,
}


@dataclass(frozen=True, slots=True)
class Signals:
    """What one look saw; None is "not asked".

    Attributes:
        beacon: what the lighthouse said, `SILENT` when it cannot be read.
        before: its last word when it is silent now.
        age: of that last word.
        api: whether KSeF's API answers without a log-in.
        login: whether our latest log-ins came through.
        network: whether any other host answers.
    """

    beacon: Beacon
    api: bool | None = None
    login: bool | None = None
    network: bool | None = None
    before: Beacon | None = None
    age: timedelta = timedelta(0)


def judge(signals: Signals) -> Verdict:
    """The verdict of one look, before `Steady` lets it count.

    What is announced outranks what we see: only the notice makes an emergency (art. 106ne, 106nf VATA), and during
    announced works an answer of the API promises nothing. A word that cannot be read again stands for `FRESH`; a
    failure whose end was not announced stands as long as KSeF, and not everybody, is silent.
    """
    word = signals.beacon
    if word is Beacon.SILENT and _stands(signals):
        word = signals.before or word
    if word in _ANNOUNCED:
        return _ANNOUNCED[word]
    if word is Beacon.UNKNOWN:
        return Verdict.UNKNOWN
    if signals.api is False:
        return _silence(word, signals)
    if signals.login is False:
        return Verdict.LOGIN_DOWN
    if word is Beacon.AVAILABLE:
        return Verdict.ALL_WELL
    return Verdict.LIGHTHOUSE_DOWN if signals.api else Verdict.UNKNOWN


def _stands(signals: Signals) -> bool:
    if signals.age <= FRESH:
        return signals.before in _ANNOUNCED
    return signals.before is Beacon.FAILURE and signals.api is not True and signals.network is not False


def _silence(word: Beacon, signals: Signals) -> Verdict:
    """Whose silence it is; it is ours only when everybody we asked is silent and somebody else was asked."""
    if word is Beacon.SILENT and signals.network is False:
        return Verdict.US
    return Verdict.KSEF_SILENT


@dataclass(frozen=True, slots=True)
class Steady:
    """The verdict that counts, and the run of looks that speaks against it.

    Announcements come and go at once; what only we have seen must be seen again. Looks that alternate change nothing.

    Attributes:
        verdict: counts.
        against: what the run of looks says instead; None while nothing speaks against it.
        looks: length of that run.
        began: when it began.
    """

    verdict: Verdict = Verdict.UNKNOWN
    against: Verdict | None = None
    looks: int = 0
    began: datetime | None = None

    def after(self, judged: Verdict, now: datetime) -> Steady:
        """What counts after one more look."""
        if judged is self.verdict:
            return Steady(self.verdict)
        if self._at_once(judged):
            return Steady(judged)
        looks, began = 1, now
        if self.began is not None and self._goes_on(judged):
            # a clock that was put back must not make the run last for hours
            looks, began = self.looks + 1, min(self.began, now)
        if self._enough(judged, looks, now - began):
            return Steady(judged)
        return Steady(self.verdict, judged, looks, began)

    def _at_once(self, judged: Verdict) -> bool:
        """A word of the Ministry, its end, and the first good look of all need no second look."""
        told = judged.announced or judged is Verdict.UNKNOWN
        first = self.verdict is Verdict.UNKNOWN and judged is Verdict.ALL_WELL
        return told or self.verdict.announced or first

    def _goes_on(self, judged: Verdict) -> bool:
        """Whether this look belongs to the run: while all was well any trouble does, later only the same one."""
        before = self.against
        both_good = before is not None and before.ksef_works and judged.ksef_works
        return before is judged or both_good or self.verdict in {Verdict.ALL_WELL, Verdict.UNKNOWN}

    def _enough(self, judged: Verdict, looks: int, span: timedelta) -> bool:
        if judged is Verdict.ALL_WELL or (judged.ksef_works and not self.verdict.ksef_works):
            return looks >= GOOD_LOOKS
        return looks >= BAD_LOOKS and span >= BAD_FOR


def age(seen: datetime, now: datetime) -> timedelta:
    """How long ago; never negative, for a clock may have been put back."""
    return max(now - seen, timedelta(0))
