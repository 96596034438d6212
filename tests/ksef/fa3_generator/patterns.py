"""Texts that match a pattern of the XSD: literals, classes, groups, alternatives, quantifiers; nothing else is known."""

from random import Random

_DIGITS = "0123456789"
_ANY = "abcdefghijklmnopqrstuvwxyz0123456789"
_MORE = 4  # of what may be repeated without a bound


class Sampler:
    """Writes one text that matches; another one each time."""

    def __init__(self, random: Random):
        self.random = random

    def sample(self, pattern: str) -> str:
        self.rest = pattern
        text = self._alternatives()
        assert not self.rest, f"cannot follow {pattern!r} from {self.rest!r}"
        return text

    def _alternatives(self):
        found = [self._sequence()]
        while self._take("|"):
            found.append(self._sequence())
        return self.random.choice(found)

    def _sequence(self):
        text = ""
        while self.rest and self.rest[0] not in "|)":
            start = self.rest
            self._atom()
            atom = start[: len(start) - len(self.rest)]
            text += self._repeated(atom, self._times())
        return text

    def _repeated(self, atom, times):
        after, text = self.rest, ""
        for _ in range(times):
            self.rest = atom
            text += self._atom()
        self.rest = after
        return text

    def _times(self):
        if self._take("?"):
            return self.random.randint(0, 1)
        if self._take("*"):
            return self.random.randint(0, _MORE)
        if self._take("+"):
            return self.random.randint(1, _MORE)
        if not self._take("{"):
            return 1
        bounds, _, self.rest = self.rest.partition("}")
        least, _, most = bounds.partition(",")
        return self.random.randint(int(least), int(most or (int(least) + _MORE if "," in bounds else least)))

    def _atom(self):
        first, self.rest = self.rest[0], self.rest[1:]
        if first == "(":
            text = self._alternatives()
            assert self._take(")")
            return text
        if first == "[":
            return self._class()
        if first == "\\":
            escaped, self.rest = self.rest[0], self.rest[1:]
            return self.random.choice(_DIGITS) if escaped == "d" else escaped
        return self.random.choice(_ANY) if first == "." else first

    def _class(self):
        body, _, self.rest = self.rest.partition("]")
        if body.startswith("^"):
            return self.random.choice(_ANY)
        characters = ""
        while body:
            if body[1:2] == "-" and len(body) > 2:
                characters += "".join(map(chr, range(ord(body[0]), ord(body[2]) + 1)))
                body = body[3:]
            else:
                characters, body = characters + body[0], body[1:]
        return self.random.choice(characters)

    def _take(self, character):
        taken = self.rest.startswith(character)
        self.rest = self.rest[taken:]
        return taken
