"""The official FA(3) schema, read from the files of an installed package without importing it."""

import functools
import importlib.util
from pathlib import Path

from lxml import etree

MAIN = "schemat_FA(3)_v1-0E.xsd"


def _folder() -> Path:
    spec = importlib.util.find_spec("ksef_client")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("the package ksef-client, which carries the FA(3) schema, is not installed")
    return Path(spec.submodule_search_locations[0]) / "documents" / "fa3" / "schemas"


class _LocalOnly(etree.Resolver):  # type: ignore[misc]  # lxml comes without types
    """Finds imported schemas beside the main one, and nothing on the network."""

    def resolve(self, system_url: str, public_id: str, context: object) -> object:
        local = _folder() / system_url.rsplit("/", 1)[-1]
        if not local.is_file():
            raise OSError(f"no local copy of {system_url}")
        return self.resolve_filename(str(local), context)


@functools.cache
def fa3_schema() -> etree.XMLSchema:
    """Compile the schema, once; it takes a noticeable moment."""
    parser = etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False)
    parser.resolvers.add(_LocalOnly())
    path = _folder() / MAIN
    return etree.XMLSchema(etree.fromstring(path.read_bytes(), parser, base_url=str(path)))


def schema_errors(root: etree._Element) -> list[str]:
    """Say where a document breaks the schema; an empty list means valid."""
    schema = fa3_schema()
    if schema.validate(root):
        return []
    return [f"Wiersz {each.line}: {each.message}" for each in schema.error_log][:10]
