"""What the choice of a mode rests on: what was announced, what we see, and what the company wants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from invoicing.model.company import WhenSilent
from invoicing.model.destination import Choices, Destination, destination
from invoicing.model.law_calendar import Rule, in_force
from invoicing.model.offline import Outage, OutageKind
from invoicing.model.party import BuyerKind
from invoicing.model.small_sales import Fit, Meter
from invoicing.services.access.way_in import OPEN, WayIn


@dataclass(frozen=True, slots=True)
class Facts:
    """What the choice rests on.

    Attributes:
        now: aware, in Warsaw.
        outage: announced and lasting, None for none (or when the lighthouse has not been seen lately).
        timeline: of the company: announced outages and total failures that it has confirmed.
        silent: KSeF does not answer us, its log-in is down, or we have no connection; nothing was announced.
        when_silent: the company's habit.
        small_sales: the company uses the rule of 10 000 zł (art. 145m VATA).
        meter: its month under that rule; None where it does not use it.
        amount: what the draft would add to it, in zlotys; None where its currency has no rate yet.
        well: KSeF is known to work; False also when nobody has looked lately.
        certificate: whether an offline certificate is there, without which nothing with two codes can be made.
        consumers_into_ksef: the company wants invoices for consumers in KSeF.
        buyer: of the draft that it is about; None while nobody is named, or where KSeF is bound to be the place.
        unseen: what was announced when the lighthouse was last read, too long ago to be its word of now.
        seen_at: when that was.
        way_in: how the company itself gets into KSeF.
    """

    now: datetime
    outage: OutageKind | None = None
    timeline: tuple[Outage, ...] = ()
    silent: bool = False
    when_silent: WhenSilent = WhenSilent.WAIT
    small_sales: bool = False
    meter: Meter | None = None
    amount: Decimal | None = Decimal(0)
    well: bool = False
    certificate: bool = False
    consumers_into_ksef: bool = False
    buyer: BuyerKind | None = None
    unseen: OutageKind | None = None
    seen_at: datetime | None = None
    way_in: WayIn = OPEN

    @property
    def announced(self) -> bool:
        """Whether a failure or maintenance was announced that lasts, as far as anybody knows."""
        unseen = self.failure_unseen and not self.well
        return unseen or any(self.lasts(kind) for kind in (OutageKind.FAILURE, OutageKind.MAINTENANCE))

    @property
    def destination(self) -> Destination | None:
        """Where the invoice goes by the table; None while there is no buyer."""
        if self.buyer is None:
            return None
        return destination(self.buyer, Choices(self.consumers_into_ksef, self.outside), self.today)

    @property
    def for_consumer(self) -> bool:
        """Whether it is voluntary in KSeF (art. 106ga ust. 2 pkt 4 VATA), whatever else happens there."""
        return self.buyer is BuyerKind.CONSUMER

    @property
    def today(self) -> date:
        """The Warsaw date, which an invoice would bear."""
        return self.now.date()

    def lasts(self, kind: OutageKind) -> bool:
        """Whether an announced outage of the kind lasts and covers today."""
        return self.outage is kind and self._covered(kind)

    @property
    def failure_unseen(self) -> bool:
        """Whether a failure was announced whose end nobody has read: it lasts until its end is announced (art. 106nf)."""
        return self.unseen is OutageKind.FAILURE and self._covered(OutageKind.FAILURE, lasting=True)

    @property
    def total_failure(self) -> bool:
        """Whether a total failure that the company has confirmed lasts; what the lighthouse says is no part of it."""
        return self._covered(OutageKind.TOTAL_FAILURE, lasting=True)

    @property
    def troubled(self) -> bool:
        """Whether there is something to wait for."""
        return self.announced or self.total_failure or self.claimed or self.silent

    @property
    def claimed(self) -> bool:
        """Whether the lighthouse says total failure and nobody has confirmed it."""
        return self.outage is OutageKind.TOTAL_FAILURE and not self.total_failure

    @property
    def outside(self) -> bool:
        """Whether the rule of 10 000 zł lets this invoice of today stay outside KSeF; the day of issue counts."""
        return self.fit is Fit.FITS

    @property
    def fit(self) -> Fit | None:
        """What the rule says of the draft; None where the company does not use it, or the law knows it no more."""
        if not self.small_sales or not in_force(Rule.SMALL_SALES, self.today):
            return None
        return self.meter.fit(self.amount) if self.meter else Fit.FITS

    @property
    def rule_over(self) -> bool:
        """Whether the company uses that rule and the law knows it no more."""
        return self.small_sales and not in_force(Rule.SMALL_SALES, self.today)

    def _covered(self, kind: OutageKind, *, lasting: bool = False) -> bool:
        return any(
            outage.kind is kind and outage.covers(self.today) and not (lasting and outage.end is not None)
            for outage in self.timeline
        )
