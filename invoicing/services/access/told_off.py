"""The answer to a key or token in the chat: gone, not kept, to be revoked, and where it belongs."""

from __future__ import annotations

from invoicing.services.access.page import page_button
from invoicing.services.companies import Standing
from invoicing.services.jobs import Show
from invoicing.services.messages import Channel, Incoming, Json, Option, Reply
from invoicing.services.people.rights import Action
from invoicing.services.replies import answer


def told_off(incoming: Incoming, standing: Standing | None) -> Show:
    """What a member hears; the message is deleted where the channel can do that, which the front end notes.

    Without a standing it is somebody who is setting a company up.
    """
    owner = standing is not None and standing.may(Action.KSEF_ACCESS)
    by_mail = incoming.sender.channel is Channel.EMAIL
    data: dict[str, Json] = {
        "kind": incoming.withheld,
        "removed": False,
        "by_mail": by_mail,
        "owner": owner,
        "company": standing.company.profile.seller.name if standing else None,
    }
    options: tuple[tuple[Option, ...], ...] = ()
    if standing is not None and owner and not by_mail and incoming.private:
        options = ((page_button(standing.company.id),),)
    reply = Reply("secret-withheld", data, options=options, removes=incoming.message)
    return answer(incoming, reply, standing.person.language if standing else None)
