"""The head of the file, its foot, and the attachment."""

from __future__ import annotations

from invoicing.model.document import (
    AttachmentView,
    BlockView,
    ColumnView,
    FooterView,
    HeaderView,
    MetadataView,
    RegisterView,
    TableView,
)
from ksef.fa3.reading_parts import Part, whole_text

_HEADER = {
    "form": "KodFormularza",
    "variant": "WariantFormularza",
    "created_at": "DataWytworzeniaFa",
    "system": "SystemInfo",
}
_REGISTER = {"full_name": "PelnaNazwa", "krs": "KRS", "regon": "REGON", "bdo": "BDO"}
_METADATA = {"key": "ZKlucz", "value": "ZWartosc"}
_TABLE_METADATA = {"key": "TKlucz", "value": "TWartosc"}


def read_header(part: Part) -> HeaderView:
    """Naglowek."""
    form = part.part("KodFormularza")
    return HeaderView(
        system_code=form.attribute("kodSystemowy"),
        schema_version=form.attribute("wersjaSchemy"),
        **part.fields(_HEADER),
    )


def read_footer(part: Part) -> FooterView:
    """Stopka; the only texts (xsd:string) that keep their line breaks."""
    texts = (each.part("StopkaFaktury") for each in part.parts("Informacje"))
    return FooterView(
        texts=tuple(whole_text(each.element).strip(" \t\r\n") if each else "" for each in texts),
        registers=tuple(RegisterView(**each.fields(_REGISTER)) for each in part.parts("Rejestry")),
    )


def read_attachment(part: Part) -> AttachmentView | None:
    """Zalacznik."""
    return AttachmentView(tuple(map(_block, part.parts("BlokDanych")))) if part else None


def _block(part: Part) -> BlockView:
    return BlockView(
        heading=part.value("ZNaglowek"),
        metadata=_metadata(part, "MetaDane", _METADATA),
        paragraphs=part.part("Tekst").values("Akapit"),
        tables=tuple(map(_table, part.parts("Tabela"))),
    )


def _table(part: Part) -> TableView:
    columns = part.part("TNaglowek").parts("Kol")
    return TableView(
        metadata=_metadata(part, "TMetaDane", _TABLE_METADATA),
        description=part.value("Opis"),
        columns=tuple(ColumnView(each.value("NKom"), each.attribute("Typ")) for each in columns),
        rows=tuple(row.values("WKom") for row in part.parts("Wiersz")),
        sums=part.part("Suma").values("SKom"),
    )


def _metadata(part: Part, name: str, names: dict[str, str]) -> tuple[MetadataView, ...]:
    return tuple(MetadataView(**each.fields(names)) for each in part.parts(name))
