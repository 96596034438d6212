"""What a copy says of itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from storage.copying import CopyRefused

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a copy holds.

    Attributes:
        version: of Latarnik that made it.
        schema: the revision of its books.
        database: sqlite or postgresql.
        rows: how many each table has.
        history: lines of the history, and the hash of the last one.
        keys: names of the keys that its secrets were sealed with; the keys themselves are not in it.
        sealed_keys: the keys behind a passphrase, or None.
        sha256: of each file in the copy.
    """

    made_at: datetime
    version: str
    schema: str
    database: str
    rows: Mapping[str, int]
    history: int
    head: str
    keys: tuple[str, ...]
    sealed_keys: Mapping[str, str | int] | None
    sha256: Mapping[str, str]

    def written(self) -> bytes:
        """As it lies in the copy."""
        said = {"format": FORMAT, **asdict(self), "made_at": self.made_at.isoformat()}
        return json.dumps(said, indent=1, sort_keys=True).encode() + b"\n"

    @classmethod
    def read(cls, written: bytes) -> Manifest:
        """What was written.

        Raises:
            CopyRefused: copy-unknown, it is none of ours or of a format to come.
        """
        try:
            said = json.loads(written)
            if said.pop("format") != FORMAT:
                raise CopyRefused("copy-unknown")
            made_at = datetime.fromisoformat(said.pop("made_at"))
            return cls(made_at=made_at, keys=tuple(said.pop("keys")), **said)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CopyRefused("copy-unknown") from error
