"""Whoever adds a column decides what becomes of it when somebody asks for their data, or wants them erased."""

import importlib
import pkgutil
from collections import Counter

import pytest
from sqlalchemy import Table

import storage
from storage.personal_account import OF_ADDRESS, OF_PERSON
from storage.personal_kept_out import KEPT_OUT, Why
from storage.tables import metadata, people
from templates.environment import module

for each in pkgutil.iter_modules(storage.__path__):
    if each.name != "migrations":
        importlib.import_module(f"storage.{each.name}")

TABLES = {table.name: table for table in metadata.sorted_tables}
SECTIONS = (*OF_PERSON, *OF_ADDRESS)


def given(table: str) -> set[str]:
    return {column for each in SECTIONS if each.table.name == table for column in each.columns}


def kept(table: str) -> list[str]:
    return [column for columns in KEPT_OUT.get(table, {}).values() for column in columns.split()]


def points_at_people(table: Table) -> set[str]:
    return {
        column.name for column in table.c if any(key.column.table is people for key in column.foreign_keys)
    }


@pytest.mark.parametrize("name", sorted(TABLES))
def test_each_column_is_in_the_copy_of_a_person_or_kept_out_for_a_reason(name):
    twice = [column for column, count in Counter(kept(name)).items() if count > 1]

    assert given(name) | set(kept(name)) == set(TABLES[name].c.keys())
    assert not given(name) & set(kept(name))
    assert not twice


@pytest.mark.parametrize("name", sorted(TABLES))
def test_who_did_something_is_never_kept_out(name):
    assert not points_at_people(TABLES[name]) & set(kept(name))


def test_the_account_speaks_of_tables_there_are_and_no_other():
    assert set(KEPT_OUT) | {each.table.name for each in SECTIONS} == set(TABLES)


def test_what_lets_somebody_in_is_never_given_out():
    secret = {
        (table, column)
        for table, reasons in KEPT_OUT.items()
        for column in reasons.get(Why.ENTRY, "").split()
    }

    hashes = {(name, column.name) for name in TABLES for column in TABLES[name].c if "hash" in column.name}
    assert hashes - {("chain", "hash"), ("events", "hash")} <= secret
    assert {("mail_tokens", "digest"), ("agreements", "digest"), ("secrets", "sealed")} <= secret


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_each_section_has_a_heading_in_each_language(language):
    said = module(f"personal/{language}.j2", language).said

    assert set(said["sections"]) == {each.name for each in SECTIONS}
