"""Sample data of every reply, friendly and hostile."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).parent / "samples"
WRITTEN_BY_PEOPLE = {
    "name", "buyer", "company", "person", "subject", "description", "details", "note", "answer", "address", "example", "from", "send_to",
}  # fmt: skip
HOSTILE = (
    "<b>Zły</b> & <script>alert(1)</script> </blockquote></code> \u202eodwrócony\u202c שלום \x07 "
    "pierwsza\ndruga linia " + "długa nazwa bez końca " * 25 + "W" * 300
)


def _hostile(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _hostile(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_hostile(item, key) for item in value]
    return HOSTILE if isinstance(value, str) and value and key in WRITTEN_BY_PEOPLE else value


@pytest.fixture(scope="session")
def samples() -> dict[str, dict[str, dict[str, Any]]]:
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(SAMPLES.glob("*.json"))
    }


@pytest.fixture(scope="session")
def hostile() -> Callable[[Any], Any]:
    """Any sample with everything people can write replaced by the worst they could."""
    return _hostile
