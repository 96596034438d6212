"""Adnotacje."""

from __future__ import annotations

from invoicing.model.document import (
    AnnotationsView,
    ExemptionView,
    MarginView,
    NewTransportView,
    VehicleView,
)
from ksef.fa3.reading_parts import Part

_ANNOTATIONS = {
    "cash_accounting": "P_16",
    "self_billing": "P_17",
    "reverse_charge": "P_18",
    "split_payment": "P_18A",
    "triangular": "P_23",
}
_EXEMPTION = {
    "applies": "P_19",
    "act": "P_19A",
    "directive": "P_19B",
    "other": "P_19C",
    "does_not_apply": "P_19N",
}
_NEW_TRANSPORT = {"applies": "P_22", "vat_22_duty": "P_42_5", "does_not_apply": "P_22N"}
_VEHICLE = {
    "admitted_on": "P_22A",
    "line_ordinal": "P_NrWierszaNST",
    "make": "P_22BMK",
    "model": "P_22BMD",
    "colour": "P_22BK",
    "registration_number": "P_22BNR",
    "production_year": "P_22BRP",
    "mileage": "P_22B",
    "vin": "P_22B1",
    "body_number": "P_22B2",
    "chassis_number": "P_22B3",
    "frame_number": "P_22B4",
    "vehicle_type": "P_22BT",
    "hours_at_sea": "P_22C",
    "hull_number": "P_22C1",
    "hours_in_air": "P_22D",
    "serial_number": "P_22D1",
}
_MARGIN = {
    "applies": "P_PMarzy",
    "travel": "P_PMarzy_2",
    "used_goods": "P_PMarzy_3_1",
    "art": "P_PMarzy_3_2",
    "antiques": "P_PMarzy_3_3",
    "does_not_apply": "P_PMarzyN",
}


def read_annotations(part: Part) -> AnnotationsView:
    """All of them, those that do not apply too."""
    transport = part.part("NoweSrodkiTransportu")
    return AnnotationsView(
        exemption=ExemptionView(**part.part("Zwolnienie").fields(_EXEMPTION)),
        new_transport=NewTransportView(
            vehicles=tuple(
                VehicleView(**each.fields(_VEHICLE)) for each in transport.parts("NowySrodekTransportu")
            ),
            **transport.fields(_NEW_TRANSPORT),
        ),
        margin=MarginView(**part.part("PMarzy").fields(_MARGIN)),
        **part.fields(_ANNOTATIONS),
    )
