"""The door for letters: who wrote is judged before a word is believed, and files are read before the words."""

from __future__ import annotations

from invoicing.model.errors import Refused
from invoicing.services.companies import Standing
from invoicing.services.conversation.mail_commands import MailCommands
from invoicing.services.letters_in.taking import OnFiles
from invoicing.services.mail_trust.brake import AnswerBrake
from invoicing.services.mail_trust.gate import MailGate
from invoicing.services.mail_trust.judging import MailDeed, Trust
from invoicing.services.messages import Incoming, Reply
from invoicing.services.people.choosing import choosing, named_before
from invoicing.services.ports import Clock, UnitsOfWork
from invoicing.services.replies import answer, refusal
from invoicing.services.talking import Act, showing


class MailDoor:
    """What a letter does; of the rest of the assistant it knows nothing."""

    def __init__(
        self, units: UnitsOfWork, clock: Clock, commands: MailCommands, files: OnFiles | None = None
    ) -> None:
        """`commands` are what may be said by letter; `files` reads attachments."""
        self._units, self._clock, self._commands, self._files = units, clock, commands, files
        self._gate, self._brake = MailGate(clock), AnswerBrake(clock)

    async def __call__(self, incoming: Incoming, standing: Standing | None) -> Act:
        """A company is looked for only in letters that are believed: others get no answer."""
        async with self._units.reading() as work:
            trust = await self._gate.look(work, incoming, standing)
        if trust.doubt is not None:
            return self._gate.set_apart(incoming, trust)
        if standing is None:
            return self._brake.stranger(incoming, await self._commands(incoming, None, trust))
        act = self._brake.member(incoming, standing, await self._believed(incoming, standing, trust))
        return self._gate.taking(incoming, trust, act)

    def refused(self, incoming: Incoming, standing: Standing, saying: Act) -> Act:
        """What answers a letter that was refused: a copy of it is a copy too, and floods are braked."""
        saying = self._brake.member(incoming, standing, saying)
        return self._gate.taking(incoming, Trust(person=standing.person.id), saying)

    async def _believed(self, incoming: Incoming, standing: Standing, trust: Trust) -> Act:
        if incoming.media is not None:
            media = Reply("media", {"media": incoming.media})
            return showing(answer(incoming, media, standing.person.language))
        if incoming.company_id is not None:
            # no words in a letter lead out of the company whose mailbox it is
            return await self._said(incoming, standing, trust)
        said, speaking = await named_before(self._units, incoming, standing)
        return choosing(standing, speaking, await self._said(said, speaking, trust), self._clock)

    async def _said(self, incoming: Incoming, standing: Standing, trust: Trust) -> Act:
        """Files and quotations first: whoever may make no draft has none of them read."""
        if self._files and standing.may_issue and trust.may(MailDeed.DRAFT):
            try:
                filled = await self._files(incoming, standing)
            except Refused as error:
                return showing(answer(incoming, refusal(error, incoming), standing.person.language))
            if not isinstance(filled, Incoming):
                return self._commands.as_letters(filled, incoming, standing, trust)
            incoming = filled
        return await self._commands(incoming, standing, trust)
