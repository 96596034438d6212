"""Help by topic: an overview with buttons, and examples behind each; the message turns into the topic in place."""

from __future__ import annotations

import re
from functools import partial

from invoicing.services.companies import Standing, require_member
from invoicing.services.messages import Choice, Option, Reply
from invoicing.services.parsing.tokens import fold
from invoicing.services.ports import UnitOfWork
from invoicing.services.records import Person
from invoicing.services.replies import stale
from invoicing.services.talking import Reading

HELP = "help"
"""Begins the action of every button of help; a topic may follow."""
TOPICS = ("issuing", "draft", "corrections", "kinds", "finding", "outages", "payments", "people")
_IN_A_ROW = 2
_WORDS = {
    "issuing": r"wystaw|issu|вистав",
    "draft": r"szkic|popraw|zmian|draft|chang|чернет|змін",
    "corrections": r"korek|corre|кориг",
    "kinds": r"pro ?form|zalicz|cyklicz|advanc|recurr|аванс|повтор",
    "finding": r"szuka|eksport|znalez|find|expor|search|пошук|експорт",
    "outages": r"awari|offline|ksef|outag|авар",
    "payments": r"zaplat|platno|przypomn|paym|remind|оплат|нагад",
    "people": r"ludzi|firm|zatwierdz|upraw|people|compan|approv|люд|фірм",
}
"""Beginnings of folded words; the first topic that fits is shown."""

_ASKED = re.compile(
    r"(?:/pomoc|/help|pomoc|help|довідка|допомога)(?:@\w+)?(?:\s+(?P<words>.{1,200}))?", re.DOTALL
)


async def help_(work: UnitOfWork, standing: Standing) -> Reply:
    """What can be said."""
    del work
    return _overview(standing)


class HelpTalk:
    """Answers /pomoc with a topic, and the buttons of help."""

    def __init__(self) -> None:
        self.buttons = {HELP: self._tapped, **{f"{HELP}-{topic}": self._tapped for topic in TOPICS}}

    def __call__(self, text: str) -> Reading | None:
        """What answers the words; None when they are about something else."""
        asked = _ASKED.fullmatch(fold(text).strip())
        if asked is None:
            return None
        topic = topic_of(asked["words"] or "")
        by_command = text.lstrip().startswith("/")
        return partial(_answered, topic) if by_command or topic else None

    async def _tapped(self, work: UnitOfWork, choice: Choice, person: Person) -> Reply:
        if choice.subject is None:
            return stale()
        standing = await require_member(work, person, choice.subject)
        return await _answered(choice.action.removeprefix(HELP).removeprefix("-") or None, work, standing)


def asks_for_help(text: str) -> bool:
    """Whether the words want the overview, whatever else stands behind them.

    >>> asks_for_help("pomoc"), asks_for_help("jak działa offline24")
    (True, False)
    """
    return _ASKED.fullmatch(fold(text).strip(" ?!.")) is not None


def topic_of(words: str) -> str | None:
    """The topic that the words name; None when they name none.

    >>> topic_of("korekty"), topic_of("z zatwierdzaniem"), topic_of("xyz")
    ('corrections', 'people', None)
    """
    return next((topic for topic, stems in _WORDS.items() if re.search(rf"\b(?:{stems})", fold(words))), None)


async def _answered(topic: str | None, work: UnitOfWork, standing: Standing) -> Reply:
    del work
    if topic is None:
        return _overview(standing)
    back = Option(HELP, choice=Choice(HELP, standing.company.id))
    return Reply("help-topic", {"topic": topic}, options=((back,),))


def _overview(standing: Standing) -> Reply:
    names = [f"{HELP}-{topic}" for topic in TOPICS]
    buttons = [Option(name, choice=Choice(name, standing.company.id)) for name in names]
    rows = tuple(tuple(buttons[at : at + _IN_A_ROW]) for at in range(0, len(buttons), _IN_A_ROW))
    return Reply("help", {"company": standing.company.profile.seller.name}, options=rows)
