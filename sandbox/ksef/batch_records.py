"""Batch sessions as the simulator keeps them: what was declared, and what has been uploaded."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .records import OnlineSession
from .statuses import BATCH

WINDOW = timedelta(minutes=20)  # for the upload of each part, added up over all of them


@dataclass
class Part:
    """A declared part of the package; `content` is what was uploaded, None before."""

    ordinal: int
    size: int
    digest: str
    ticket: str
    content: bytes | None = None


@dataclass
class BatchSession(OnlineSession):
    """A batch session of one log-in.

    Attributes:
        offline: declared for all its invoices.
        size, digest: of the whole plain archive, as declared; the digest in Base64.
        compression: Zip or TarGz.
    """

    kind: str = "Batch"
    offline: bool = False
    size: int = 0
    digest: str = ""
    compression: str = "Zip"
    parts: list[Part] = field(default_factory=list)

    @property
    def names(self) -> dict[int, str]:
        """What the statuses of such a session are called."""
        return BATCH

    @property
    def upload_until(self) -> datetime:
        """When the window for uploading and closing ends."""
        return self.created_at + WINDOW * len(self.parts)

    def forget_parts(self) -> None:
        """Let go of the bytes once they are unpacked."""
        for part in self.parts:
            part.content = None
