"""Doors that an attacker would look for are not in the house: no shell, no pickle, no eval, no trust without proof."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("app", "bot", "invoicing", "knowledge", "ksef", "mailer", "storage", "templates", "web")
FILES = {
    path.relative_to(ROOT).as_posix(): path for room in OURS for path in sorted((ROOT / room).rglob("*.py"))
}
CALLS = {  # what it is called in code: why nobody calls it
    "eval": "runs text as code",
    "exec": "runs text as code",
    "compile": "makes code of text",
    "__import__": "loads what a text names",
    "os.system": "a shell",
    "os.popen": "a shell",
    "subprocess.getoutput": "a shell",
    "subprocess.getstatusoutput": "a shell",
    "asyncio.create_subprocess_shell": "a shell",
    "tempfile.mktemp": "somebody else may make the file first",
    "hashlib.md5": "collisions are cheap",
    "ssl._create_unverified_context": "trusts anybody",
    "etree.parse": "reads a file or an address that somebody names; use fromstring with a parser",
    "etree.XML": "its parser loads entities; use fromstring with a parser",
    "zipfile.ZipFile.extractall": "writes where the archive says",
    "random.choices": "foreseeable; use secrets",
    "random.randbytes": "foreseeable; use secrets",
}
MODULES = {
    "pickle": "runs what it reads",
    "cPickle": "runs what it reads",
    "dill": "runs what it reads",
    "shelve": "is pickle",
    "marshal": "trusts its input",
    "telnetlib": "in the clear",
    "ftplib": "in the clear",
    "xml": "expands entities; lxml with a closed parser does not",
    "yaml": "makes objects of text",
    "imp": "loads what a text names",
}
KEYWORDS = {
    "shell": (True, "a shell"),
    "verify": (False, "trusts any server"),
    "check_hostname": (False, "trusts any server"),
    "resolve_entities": (True, "reads files that a document names"),
    "load_dtd": (True, "reads files that a document names"),
    "huge_tree": (True, "lets a small document fill the memory"),
    "no_network": (False, "fetches what a document names"),
    "autoescape": (False, "lets a name become HTML"),
}
CLOSED = {"resolve_entities": False, "no_network": True, "load_dtd": False}
"""What every reader of XML says."""


def found(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Lines with what nobody of ours should write, and why."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (
                (node.lineno, f"import {each.name}") for each in node.names if top(each.name) in MODULES
            )
        elif isinstance(node, ast.ImportFrom) and node.module and top(node.module) in MODULES:
            yield node.lineno, f"from {node.module} import"
        elif isinstance(node, ast.Call):
            yield from faults(node)
        elif isinstance(node, ast.Attribute) and node.attr == "CERT_NONE":
            yield node.lineno, "CERT_NONE"
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).endswith(".check_hostname"):
            yield node.lineno, "check_hostname"


def faults(call: ast.Call) -> Iterator[tuple[int, str]]:
    name = ast.unparse(call.func)
    said = {each.arg: each.value.value for each in call.keywords if isinstance(each.value, ast.Constant)}
    if name in CALLS:
        yield call.lineno, f"{name}: {CALLS[name]}"
    for keyword, (value, why) in KEYWORDS.items():
        if said.get(keyword) is value:
            yield call.lineno, f"{keyword}={value}: {why}"
    if name.endswith("XMLParser") and any(said.get(each) is not value for each, value in CLOSED.items()):
        yield call.lineno, f"a parser of XML must say {CLOSED}"
    if name in {"etree.fromstring", "etree.iterparse"} and len(call.args) + len(call.keywords) < 2:
        yield call.lineno, "XML without a parser of ours"


def top(module: str) -> str:
    return module.partition(".")[0]


@pytest.mark.parametrize("place", FILES)
def test_no_code_of_ours_opens_a_door_that_an_attacker_looks_for(place):
    tree = ast.parse(FILES[place].read_text(encoding="utf-8"))

    assert list(found(tree)) == []


@pytest.mark.parametrize(
    "line",
    [
        "eval(text)",
        "import pickle",
        "from xml.dom import minidom",
        "subprocess.run(words, shell=True)",
        "httpx.AsyncClient(verify=False)",
        "context.check_hostname = False",
        "context.verify_mode = ssl.CERT_NONE",
        "etree.XMLParser(resolve_entities=False)",
        "etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False, huge_tree=True)",
        "etree.fromstring(document)",
        "hashlib.md5(text)",
    ],
)
def test_each_of_these_doors_would_be_seen(line):
    assert list(found(ast.parse(line)))
