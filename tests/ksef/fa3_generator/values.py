"""Values for simple types, each one used once where the type has enough of them."""

import re
from datetime import date, datetime, timedelta
from itertools import count
from random import Random

from tests.ksef.fa3_generator.patterns import Sampler
from tests.ksef.fa3_generator.schema import Simple

_DECORATION = " – „Żółw & <Spółka>”\u00a0'§' 灯台"  # what escaping or collapsing too much would spoil
_NUMBERS = {"decimal", "integer", "nonNegativeInteger"}


class Values:
    """Makes values and remembers them."""

    def __init__(self, random: Random):
        self.sampler = Sampler(random)
        self.numbers = count(1001)
        self.used = set()

    def of(self, simple: Simple) -> str:
        """A value that nobody has had yet."""
        for _ in range(200):
            value = self._made(simple)
            if value not in self.used:
                self.used.add(value)
                return value
        raise AssertionError(f"no new value of {simple.name}")

    def _made(self, simple):
        if simple.members:
            return self._made(simple.members[next(self.numbers) % len(simple.members)])
        if simple.primitive == "date":
            return self._day(simple)
        if simple.primitive == "dateTime":
            return self._moment(simple)
        if simple.primitive in _NUMBERS:
            return self._number(simple)
        patterns = simple.all("pattern")
        return self._matching(simple, patterns) if patterns else self._text(simple)

    def _matching(self, simple, patterns):
        most = int(simple.first("maxLength") or 10_000)
        for _ in range(1000):
            value = self.sampler.sample(patterns[0])
            if len(value) <= most and all(re.fullmatch(each, value) for each in patterns):
                return value
        raise AssertionError(f"nothing matches {patterns}")

    def _text(self, simple):
        number = str(next(self.numbers))
        least, most = int(simple.first("minLength") or 0), int(simple.first("maxLength") or 256)
        if least == 0 and next(self.numbers) % 7 == 0:
            return ""
        decorated = f"{simple.name} {number}{_DECORATION}"
        return (decorated if len(decorated) <= most else number).ljust(least, "x")

    def _number(self, simple):
        number = next(self.numbers)
        decimals = int(simple.first("fractionDigits") or 0) if simple.primitive == "decimal" else 0
        if simple.first("maxInclusive"):
            return f"{number % 100}.{number:06}"[: 3 + decimals]
        return f"{number}.{number % 100:02}" if decimals else str(number)

    def _day(self, simple):
        first = date.fromisoformat(max(simple.all("minInclusive")))
        last = date.fromisoformat(min(simple.all("maxInclusive")))
        return (first + timedelta(days=next(self.numbers) % (last - first).days)).isoformat()

    def _moment(self, simple):
        first = datetime.fromisoformat(max(simple.all("minInclusive")))
        return (first + timedelta(seconds=61 * next(self.numbers))).strftime("%Y-%m-%dT%H:%M:%SZ")
