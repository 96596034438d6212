"""What the law wants said, what the issuer adds, and what stands at the foot."""

from __future__ import annotations

from collections.abc import Iterator

from invoicing.model.document import DocumentView, VehicleView
from templates.drawing.blocks import Block, Column, facts, prose, table
from templates.sheet import Sheet, line, paragraph

_VEHICLE = (
    "make", "model", "colour", "registration_number", "production_year", "vin", "body_number", "chassis_number",
    "frame_number", "vehicle_type", "hull_number", "serial_number",
)  # fmt: skip
_USE = ("mileage", "hours_at_sea", "hours_in_air")


def remarks(view: DocumentView, sheet: Sheet) -> list[str]:
    """Annotations are printed only when they apply; an exemption with its basis in the law's words."""
    known = [code for code in view.marked if sheet.words(code, "annotations") != code]
    said = [_capitalised(sheet.words(code, "annotations")) for code in known]
    exemption = view.annotations.exemption
    words = sheet.words("exemption")
    bases = (
        (words, exemption.act),
        (f"{words} ({sheet.field('basis_directive')})", exemption.directive),
        (f"{words} ({sheet.field('basis_other')})", exemption.other),
    )
    said += [f"{why}: {line(basis)}" for why, basis in bases if basis]
    if view.excise_refund:
        said.append(sheet.field("excise_refund"))
    return said


def vehicles(view: DocumentView, sheet: Sheet) -> list[Block]:
    """NowySrodekTransportu: each new means of transport with what identifies it."""
    return [
        block
        for each in view.annotations.new_transport.vehicles
        for block in facts(sheet.field("vehicle"), _vehicle(each, sheet))
    ]


def notes(view: DocumentView, sheet: Sheet) -> list[Block]:
    """DodatkowyOpis, documents WZ, and what else belongs to the whole."""
    columns = (
        Column(sheet.field("about_row")),
        Column(sheet.field("key")),
        Column(sheet.field("value"), wide=True),
    )
    rows = [(line(each.line_ordinal), line(each.key), line(each.value)) for each in view.notes]
    whole = [row for row in rows if not row[0]]
    tied = [row for row in rows if row[0]]
    return [
        *facts(sheet.words("notes"), [(key, value) for _, key, value in whole]),
        *table(sheet.field("row_notes"), columns, tied),
        *facts(
            sheet.field("warehouse_notes"),
            [(sheet.field("warehouse_note"), line(each)) for each in view.warehouse_notes],
        ),
    ]


def foot(view: DocumentView) -> list[Block]:
    """Stopka."""
    registers = [[" · ".join(line(each) for each in register.lines)] for register in view.footer.registers]
    return [*prose("", [paragraph(each) for each in view.footer.texts]), *prose("", registers)]


def source(view: DocumentView, sheet: Sheet) -> str:
    """From which file the page is drawn: form, time and program (Naglowek)."""
    head = view.header
    form = " ".join(each for each in (head.system_code or head.form, head.schema_version) if each)
    said = (
        (sheet.field("file"), line(form)),
        (sheet.field("created_at"), sheet.moment(head.created_at)),
        (sheet.field("system"), line(head.system)),
    )
    return " · ".join(f"{words} {value}" for words, value in said if value)


def _vehicle(vehicle: VehicleView, sheet: Sheet) -> Iterator[tuple[str, str]]:
    yield sheet.field("about_row"), line(vehicle.line_ordinal)
    yield sheet.field("admitted_on"), sheet.day(vehicle.admitted_on)
    for name in _VEHICLE:
        yield sheet.field(name), line(getattr(vehicle, name))
    for name in _USE:
        yield sheet.field(name), line(getattr(vehicle, name))


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
