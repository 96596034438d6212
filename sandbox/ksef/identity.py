"""Who acts in the simulator."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Identity:
    """Who acts: a kind (Nip, Pesel, Fingerprint, Token) and its value."""

    kind: str
    value: str
