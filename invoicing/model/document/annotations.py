"""Adnotacje: what the law wants said on an invoice (art. 106e VATA); each field is a flag unless it says more."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExemptionView:
    """Whether anything is exempt (P_19, P_19N) and on which basis: the Polish act, the directive, or another."""

    applies: str = ""
    act: str = ""
    directive: str = ""
    other: str = ""
    does_not_apply: str = ""

    @property
    def basis(self) -> str:
        """The provision that is quoted, from whichever law."""
        return self.act or self.directive or self.other


@dataclass(frozen=True, slots=True)
class VehicleView:
    """A new means of transport (NowySrodekTransportu, art. 2 pkt 10 VATA).

    Attributes:
        line_ordinal: the row that sells it.
        mileage, vin, body_number, chassis_number, frame_number, vehicle_type: of a land vehicle (P_22B*).
        hours_at_sea, hull_number: of a vessel (P_22C, P_22C1).
        hours_in_air, serial_number: of an aircraft (P_22D, P_22D1).
    """

    admitted_on: str = ""
    line_ordinal: str = ""
    make: str = ""
    model: str = ""
    colour: str = ""
    registration_number: str = ""
    production_year: str = ""
    mileage: str = ""
    vin: str = ""
    body_number: str = ""
    chassis_number: str = ""
    frame_number: str = ""
    vehicle_type: str = ""
    hours_at_sea: str = ""
    hull_number: str = ""
    hours_in_air: str = ""
    serial_number: str = ""


@dataclass(frozen=True, slots=True)
class NewTransportView:
    """Whether new means of transport go to another EU country; `vat_22_duty` is P_42_5 (art. 42 ust. 5 VATA)."""

    applies: str = ""
    vat_22_duty: str = ""
    vehicles: tuple[VehicleView, ...] = ()
    does_not_apply: str = ""


@dataclass(frozen=True, slots=True)
class MarginView:
    """Whether a margin is taxed, and whose: travel services (art. 119 VATA), used goods, art, antiques (art. 120)."""

    applies: str = ""
    travel: str = ""
    used_goods: str = ""
    art: str = ""
    antiques: str = ""
    does_not_apply: str = ""


@dataclass(frozen=True, slots=True)
class AnnotationsView:
    """P_16, P_17, P_18, P_18A, P_23 and the three groups that have parts; `triangular` is P_23 (art. 136 VATA)."""

    cash_accounting: str = ""
    self_billing: str = ""
    reverse_charge: str = ""
    split_payment: str = ""
    triangular: str = ""
    exemption: ExemptionView = ExemptionView()
    new_transport: NewTransportView = NewTransportView()
    margin: MarginView = MarginView()

    @property
    def codes(self) -> tuple[str, ...]:
        """The names, in FA(3), of what applies; what does not needs no word."""
        said = {
            "P_16": self.cash_accounting,
            "P_17": self.self_billing,
            "P_18": self.reverse_charge,
            "P_18A": self.split_payment,
            "P_23": self.triangular,
            "P_19": self.exemption.applies,
            "P_22": self.new_transport.applies,
            "P_42_5": self.new_transport.vat_22_duty,
            "P_PMarzy": self.margin.applies,
            "P_PMarzy_2": self.margin.travel,
            "P_PMarzy_3_1": self.margin.used_goods,
            "P_PMarzy_3_2": self.margin.art,
            "P_PMarzy_3_3": self.margin.antiques,
        }
        return tuple(code for code, flag in said.items() if flag == "1")
