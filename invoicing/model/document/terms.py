"""WarunkiTransakcji: contracts, orders, delivery, transport."""

from __future__ import annotations

from dataclasses import dataclass

from invoicing.model.document.parties import AddressView, PartyView


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """A contract or an order: its date and number."""

    date: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class TransportView:
    """How goods travel.

    Attributes:
        mode: RodzajTransportu: 1 sea, 2 rail, 3 road, 4 air, 5 post, 7 pipeline, 8 inland water; otherwise the
            flag `other_mode` with `mode_description`.
        order_number: of the order given to the carrier.
        cargo: OpisLadunku, "1" to "20"; otherwise the flag `other_cargo` with `cargo_description`.
        starts_at, ends_at: date and time, as the XML has them.
    """

    mode: str = ""
    other_mode: str = ""
    mode_description: str = ""
    carrier: PartyView | None = None
    order_number: str = ""
    cargo: str = ""
    other_cargo: str = ""
    cargo_description: str = ""
    packaging: str = ""
    starts_at: str = ""
    ends_at: str = ""
    ship_from: AddressView | None = None
    ship_via: tuple[AddressView, ...] = ()
    ship_to: AddressView | None = None


@dataclass(frozen=True, slots=True)
class TermsView:
    """What the parties agreed.

    Attributes:
        contractual_rate, contractual_currency: by which amounts were converted; no rate for the tax.
        intermediary: "1" for a delivery by one who never disposed of the goods (art. 22 ust. 2d VATA).
    """

    contracts: tuple[ReferenceView, ...] = ()
    orders: tuple[ReferenceView, ...] = ()
    batch_numbers: tuple[str, ...] = ()
    delivery_terms: str = ""
    contractual_rate: str = ""
    contractual_currency: str = ""
    transports: tuple[TransportView, ...] = ()
    intermediary: str = ""
