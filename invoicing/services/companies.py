"""Companies and their members, and who may do what: decided here, once for all front ends."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from invoicing.model.company import CompanyProfile
from invoicing.model.errors import NotAllowed, Refused
from invoicing.services.codes import digest_of
from invoicing.services.ids import company_id
from invoicing.services.messages import Channel, Json, Reply, Sender
from invoicing.services.people.rights import Action, may, require
from invoicing.services.ports import Clock, UnitOfWork, UnitsOfWork
from invoicing.services.received.beginning import begin_telling
from invoicing.services.records import Company, Event, Invitation, Membership, Person, Role
from invoicing.services.replies import tell

INVITATION_LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Standing:
    """A person at work for one company.

    Attributes:
        among: to how many companies the person belongs.
        chosen: the person has said that it is this one, by /firma or in the sentence; else it is the first.
        draft: the draft that the person answers to; None: the one that they changed last.
        mail: the address that they write from, when they speak by letter.
    """

    person: Person
    company: Company
    role: Role
    among: int = 1
    chosen: bool = False
    draft: UUID | None = None
    mail: str | None = None

    @property
    def may_issue(self) -> bool:
        """Whether the role reaches as far as drafts and invoices; reading is open to every member."""
        return self.may(Action.ISSUE)

    def require_issuer(self) -> None:
        """Refuse whoever may only read.

        Raises:
            NotAllowed: the role does not reach that far.
        """
        self.require(Action.ISSUE)

    def may(self, action: Action) -> bool:
        """Whether the role reaches as far as the action."""
        return may(self.role, action)

    def require(self, action: Action) -> None:
        """Refuse whoever's role does not reach that far.

        Raises:
            NotAllowed: with the action and the company.
        """
        require(self.role, action, self.company.id)


async def standing_of(
    work: UnitOfWork, channel: Channel, address: str, within: UUID | None = None
) -> Standing | None:
    """Who speaks, and for which company: the one they chose, else the first they joined; None for strangers.

    What came to a company's own mailbox is `within` that company: whoever is no member of it is a stranger there.
    """
    person = await work.people.by_identity(channel, address)
    if person is None:
        return None
    joined = await work.people.memberships(person.id)
    memberships = [each for each in joined if within is None or each.company_id == within]
    if not memberships:
        return None
    wanted = await work.cursors.get(_choice_of(person)) if len(memberships) > 1 else None
    chosen = next((each for each in memberships if str(each.company_id) == wanted), None)
    membership = chosen or memberships[0]
    company = await work.companies.get(membership.company_id)
    return Standing(person, company, membership.role, len(memberships), chosen=chosen is not None)


async def choose_company(work: UnitOfWork, standing: Standing) -> None:
    """From now on the person speaks for that company, on every front end."""
    await work.cursors.put(_choice_of(standing.person), str(standing.company.id))


def _choice_of(person: Person) -> str:
    return f"chosen-company:{person.id}"


async def require_member(work: UnitOfWork, person: Person, company: UUID) -> Standing:
    """The person's standing in the company that owns a draft or an invoice.

    Raises:
        NotAllowed: no member of it, whatever the button says.
    """
    memberships = await work.people.memberships(person.id)
    for membership in memberships:
        if membership.company_id == company:
            return Standing(person, await work.companies.get(company), membership.role, len(memberships))
    raise NotAllowed(company=str(company))


async def redeem(work: UnitOfWork, sender: Sender, code: str, now: datetime) -> Standing | None:
    """Let the holder of an invitation in; None when the code is unknown, used or expired."""
    invitation = await work.invitations.redeem(digest_of(code), now)
    if invitation is None:
        return None
    person = await known_or_new(work, sender)
    company = await work.companies.get(invitation.company_id)
    await _tell_owners(work, company, person, invitation)
    await work.people.join(Membership(person.id, company.id, invitation.role))
    email = invitation.email.lower() if invitation.email else None
    if email and await work.people.by_identity(Channel.EMAIL, email) is None:
        await work.people.identify(person.id, Channel.EMAIL, email)
    evidence = {"role": invitation.role.value, "channel": sender.channel.value}
    await work.events.add(Event("joined", now, str(person.id), company.id, evidence=evidence))
    return Standing(person, company, invitation.role)


async def _tell_owners(work: UnitOfWork, company: Company, person: Person, invitation: Invitation) -> None:
    """Whoever comes is told of to all who may put them out: a link may have been made by a thief."""
    data: dict[str, Json] = {
        "company": company.profile.seller.name,
        "name": person.name,
        "role": invitation.role.value,
    }
    cause = f"joined:{invitation.code_hash.hex()[:32]}"
    for other, membership in await work.people.members(company.id):
        if may(membership.role, Action.PEOPLE) and other.id != person.id:
            await tell(work, other.id, company.id, Reply("member-joined", data), cause)


async def known_or_new(work: UnitOfWork, sender: Sender) -> Person:
    """Who speaks; whoever was never here becomes known by this address."""
    known = await work.people.by_identity(sender.channel, sender.address)
    if known is not None:
        return known
    # drawn, not derived: when the person is erased nothing ties the history to an address
    person = Person(uuid4(), sender.name, sender.language)
    await work.people.add(person)
    await work.people.identify(person.id, sender.channel, sender.address)
    return person


class AddCompany:
    """Takes a company on, with its access to KSeF."""

    def __init__(self, units: UnitsOfWork, clock: Clock) -> None:
        self._units, self._clock = units, clock

    async def __call__(self, profile: CompanyProfile, access: Mapping[str, bytes]) -> Company:
        """Write the company down; `access` is secrets by name: a wallet of certificates, or ksef-token.

        Raises:
            Refused: company-known, there is one of that NIP already.
        """
        nip = profile.seller.nip
        company = Company(company_id(nip), profile)
        async with self._units() as work:
            if await work.companies.by_nip(nip) is not None:
                raise Refused("company-known", nip=nip.digits)
            await work.companies.add(company)
            await begin_telling(work, company.id, self._clock.now())
            for name, value in access.items():
                await work.companies.put_secret(company.id, name, value)
            evidence = {"nip": nip.digits}
            await work.events.add(
                Event("company-added", self._clock.now(), None, company.id, evidence=evidence)
            )
        return company


class Invite:
    """Makes one-time ways in; nobody becomes a member by writing first."""

    def __init__(self, units: UnitsOfWork, clock: Clock) -> None:
        self._units, self._clock = units, clock

    async def __call__(self, company: UUID, role: Role, email: str | None = None) -> str:
        """A code for a link (32 characters that Telegram allows in `start`), good for seven days and one person."""
        async with self._units() as work:
            await work.companies.get(company)
            code, _ = await write_invitation(work, company, role, self._clock.now(), email)
        return code


async def write_invitation(
    work: UnitOfWork,
    company: UUID,
    role: Role,
    now: datetime,
    email: str | None = None,
    *,
    by: Person | None = None,
) -> tuple[str, Invitation]:
    """A fresh code and its invitation; of the code only the SHA-256 is in the book. `by` is None on the server."""
    code = secrets.token_urlsafe(24)
    invitation = Invitation(digest_of(code), company, role, now + INVITATION_LASTS, email)
    await work.invitations.add(invitation)
    evidence: dict[str, Json] = {"role": role.value, "by_mail": email is not None}
    await work.events.add(Event("invited", now, str(by.id) if by else None, company, evidence=evidence))
    return code, invitation
