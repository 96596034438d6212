"""Zalacznik: blocks of data with their own tables."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MetadataView:
    """A key and a value."""

    key: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column's name and the type of what stands under it: date, datetime, dec, int, time or txt."""

    name: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class TableView:
    """A table; cells may be empty, and nothing promises that a row has as many as there are columns."""

    metadata: tuple[MetadataView, ...] = ()
    description: str = ""
    columns: tuple[ColumnView, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    sums: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BlockView:
    """BlokDanych: a heading, metadata, paragraphs, tables."""

    heading: str = ""
    metadata: tuple[MetadataView, ...] = ()
    paragraphs: tuple[str, ...] = ()
    tables: tuple[TableView, ...] = ()


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """The attachment of an invoice."""

    blocks: tuple[BlockView, ...] = ()
