"""What the law wants said beside the amounts (Adnotacje and flags, art. 106e VATA)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from invoicing.model.errors import InvalidDocument
from invoicing.model.text import check_text


class MarginScheme(StrEnum):
    """Whose margin is taxed (art. 119, 120 VATA); the value is the element that says so."""

    TRAVEL = "P_PMarzy_2"
    USED_GOODS = "P_PMarzy_3_1"
    ART = "P_PMarzy_3_2"
    ANTIQUES = "P_PMarzy_3_3"


class VehicleKind(StrEnum):
    """What a new means of transport moves on; the value is the element of its use (km, hours)."""

    LAND = "P_22B"
    VESSEL = "P_22C"
    AIRCRAFT = "P_22D"


class VehicleNumber(StrEnum):
    """By which number a vehicle is known; the value is its element."""

    VIN = "P_22B1"
    BODY = "P_22B2"
    CHASSIS = "P_22B3"
    FRAME = "P_22B4"
    HULL = "P_22C1"
    SERIAL = "P_22D1"


_NUMBERS_OF = {
    VehicleKind.LAND: frozenset(
        {VehicleNumber.VIN, VehicleNumber.BODY, VehicleNumber.CHASSIS, VehicleNumber.FRAME}
    ),
    VehicleKind.VESSEL: frozenset({VehicleNumber.HULL}),
    VehicleKind.AIRCRAFT: frozenset({VehicleNumber.SERIAL}),
}


@dataclass(frozen=True, slots=True)
class NewVehicle:
    """A new means of transport (NowySrodekTransportu, art. 2 pkt 10 VATA).

    Attributes:
        line: number of the row that sells it, from 1.
        use: kilometres of a land vehicle, hours of a vessel or an aircraft, as the law wants them told.
    """

    kind: VehicleKind
    admitted_on: date
    line: int
    use: str
    number: str | None = None
    number_kind: VehicleNumber | None = None
    make: str | None = None
    model: str | None = None
    colour: str | None = None
    registration_number: str | None = None
    production_year: str | None = None
    vehicle_type: str | None = None

    def __post_init__(self) -> None:
        if (self.number is None) is not (self.number_kind is None):
            raise InvalidDocument("vehicle-number")
        if self.number_kind is not None and self.number_kind not in _NUMBERS_OF[self.kind]:
            raise InvalidDocument("vehicle-number")
        check_text(self.use, "vehicle")
        texts = (
            self.number,
            self.make,
            self.model,
            self.colour,
            self.registration_number,
            self.production_year,
            self.vehicle_type,
        )
        for text in filter(None, texts):
            check_text(text, "vehicle")


@dataclass(frozen=True, slots=True)
class Annotations:
    """Flags of an invoice; cash accounting, split payment and the exemption stand on the invoice itself.

    Attributes:
        self_billing: P_17, the buyer issues (art. 106d).
        reverse_charge: P_18 where the rates do not show it: goods taxed abroad by their buyer.
        triangular: P_23, the second of three in a chain (art. 135, 136).
        margin: the margin scheme of the lines of the rate MARGIN.
        vehicles: new means of transport that go to another country of the Union.
        vat_22_duty: P_42_5, these vehicles need the form VAT-22 (art. 42 ust. 5).
        cash_register: FP, an invoice for what a cash register has recorded (art. 109 ust. 3d).
        related_parties: TP.
        excise_refund: ZwrotAkcyzy, for farmers who claim back the excise on diesel oil.
    """

    self_billing: bool = False
    reverse_charge: bool = False
    triangular: bool = False
    margin: MarginScheme | None = None
    vehicles: tuple[NewVehicle, ...] = ()
    vat_22_duty: bool = False
    cash_register: bool = False
    related_parties: bool = False
    excise_refund: bool = False
