"""Adnotacje: what the law wants said beside the amounts."""

from __future__ import annotations

from collections.abc import Collection

from invoicing.model.annotations import Annotations, NewVehicle, VehicleKind
from invoicing.model.invoice import Invoice
from invoicing.model.vat import VatRate
from ksef.fa3.tree import Element
from ksef.fa3.xml import choose, group, put, put_if, say, say_if

_BUYER_SETTLES = frozenset({VatRate.REVERSE_CHARGE, VatRate.OUT_OF_SCOPE_EU_SERVICES})


def put_annotations(content: Element, invoice: Invoice) -> None:
    """All groups; the schema wants each of them, and a word where it does not apply."""
    said, rates = invoice.annotations, rates_of(invoice)
    notes = group(content, "Adnotacje")
    choose(notes, "P_16", yes=invoice.cash_accounting)
    choose(notes, "P_17", yes=said.self_billing)
    choose(notes, "P_18", yes=said.reverse_charge or not _BUYER_SETTLES.isdisjoint(rates))
    choose(notes, "P_18A", yes=invoice.split_payment)
    exemption = group(notes, "Zwolnienie")
    if VatRate.EXEMPT in rates and invoice.exemption is not None:
        put(exemption, "P_19", "1")
        say(exemption, invoice.exemption.field, invoice.exemption.text)
    else:
        put(exemption, "P_19N", "1")
    _put_vehicles(notes, said)
    choose(notes, "P_23", yes=said.triangular)
    margin = group(notes, "PMarzy")
    if said.margin is not None:
        put(margin, "P_PMarzy", "1")
        put(margin, said.margin.value, "1")
    else:
        put(margin, "P_PMarzyN", "1")


def rates_of(invoice: Invoice) -> Collection[VatRate]:
    """The rates of everything that it sells, orders or corrects."""
    rates = {line.vat_rate for line in invoice.lines}
    if invoice.order is not None:
        rates |= {line.vat_rate for line in invoice.order.lines}
    if invoice.correction is not None:
        rates |= {each.rate for each in invoice.totals.per_rate}
    return rates


def _put_vehicles(notes: Element, said: Annotations) -> None:
    node = group(notes, "NoweSrodkiTransportu")
    if not said.vehicles:
        put(node, "P_22N", "1")
        return
    put(node, "P_22", "1")
    choose(node, "P_42_5", yes=said.vat_22_duty)
    for vehicle in said.vehicles:
        _put_vehicle(group(node, "NowySrodekTransportu"), vehicle)


def _put_vehicle(node: Element, vehicle: NewVehicle) -> None:
    put(node, "P_22A", vehicle.admitted_on.isoformat())
    put(node, "P_NrWierszaNST", str(vehicle.line))
    say_if(node, "P_22BMK", vehicle.make)
    say_if(node, "P_22BMD", vehicle.model)
    say_if(node, "P_22BK", vehicle.colour)
    say_if(node, "P_22BNR", vehicle.registration_number)
    say_if(node, "P_22BRP", vehicle.production_year)
    say(node, vehicle.kind.value, vehicle.use)
    if vehicle.number_kind is not None:
        put_if(node, vehicle.number_kind.value, vehicle.number)
    if vehicle.kind is VehicleKind.LAND:
        say_if(node, "P_22BT", vehicle.vehicle_type)
