"""The Ministry's schema of FA(3): found, compiled once, asked safely.

The four XSD files come with the package ksef-client, which is located but never imported.
"""

from __future__ import annotations

import importlib.util
import threading
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from lxml import etree

from ksef.fa3.problems import MOST, Problem, error
from ksef.fa3.tree import Element, place, qualified

_TOP = "schemat_FA(3)_v1-0E.xsd"
_lock = threading.Lock()  # an XMLSchema keeps its errors in itself

_KINDS = {
    "SCHEMAV_ELEMENT_CONTENT": "schema-structure",
    "SCHEMAV_CVC_ELT_1": "schema-structure",
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1": "schema-structure",
    "SCHEMAV_CVC_COMPLEX_TYPE_4": "schema-structure",
    "SCHEMAV_CVC_MAXLENGTH_VALID": "schema-length",
    "SCHEMAV_CVC_MINLENGTH_VALID": "schema-length",
    "SCHEMAV_CVC_LENGTH_VALID": "schema-length",
}


def schema_problems(root: Element) -> list[Problem]:
    """What the XSD says of a parsed document; the first complaint about each element, in document order."""
    schema = _compiled()
    with _lock:
        if schema.validate(root):
            return []
        log = list(islice(schema.error_log, 2 * MOST))  # a value is often complained of twice
    find = _Finder(root)
    problems: dict[str, Problem] = {}
    for entry in log:
        problem = _problem(find, entry)
        problems.setdefault(problem.place, problem)
    return list(problems.values())[:MOST]


class _Finder:
    """Finds the element that the parser complains of, by the path it gives: with the document's own prefixes."""

    def __init__(self, root: Element) -> None:
        self._tree = root.getroottree()

    def __call__(self, path: str | None) -> Element | None:
        """None where the path leads nowhere: another program may use one prefix for two namespaces, or an odd one."""
        if not path:
            return None
        try:
            found = self._tree.xpath(path, namespaces=self._prefixes if ":" in path else None)
        except (etree.XPathError, ValueError, TypeError):
            return None
        return found[0] if found else None

    @cached_property
    def _prefixes(self) -> dict[str, str]:
        declared = {(prefix, uri) for each in self._tree.iter("*") for prefix, uri in each.nsmap.items()}
        return {prefix: uri for prefix, uri in sorted(declared, key=str) if prefix}


def _problem(find: _Finder, entry: Any) -> Problem:
    element = find(entry.path)
    where = place(element) if element is not None else f"{entry.line}:{entry.column}"
    value = " ".join((element.text or "").split()) if element is not None else ""
    return error(
        _KINDS.get(entry.type_name, "schema-value"),
        where,
        value=value[:100],
        message=entry.message.replace(qualified(""), "")[:300],
    )


def load_schema() -> None:
    """Make the schema ready.

    Raises:
        ImportError, OSError, etree.Error: the package that brings it is not there, or not whole.
    """
    _compiled()


def _compiled() -> Any:
    with _lock:
        return _compile()


@cache
def _compile() -> Any:
    folder = _folder()
    parser = etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False)
    parser.resolvers.add(_LocalOnly(folder))
    top = folder / _TOP
    return etree.XMLSchema(etree.fromstring(top.read_bytes(), parser, base_url=str(top)))


def _folder() -> Path:
    spec = importlib.util.find_spec("ksef_client")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("ksef-client, which brings the FA(3) schema, is not installed")
    return Path(spec.submodule_search_locations[0]) / "documents" / "fa3" / "schemas"


class _LocalOnly(etree.Resolver):  # type: ignore[misc]  # lxml ships no types
    """The schemas name each other by addresses on the net; only the files beside them are ever opened."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def resolve(self, url: str, public_id: str | None, context: Any) -> Any:
        """Answer with the local file of that name."""
        file = self._folder / url.rsplit("/", 1)[-1]
        if not file.is_file():
            raise OSError(f"no local copy of {url}")
        return self.resolve_filename(str(file), context)
