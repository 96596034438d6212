"""What KSeF refuses: the codes of its answers, kept apart from what they mean for us."""

from __future__ import annotations

from invoicing.model.errors import Refused


class KsefRefused(Refused):
    """KSeF understood the call and refuses it (400, 403, 410).

    Attributes:
        status: of HTTP.
        codes: exception codes of KSeF (documentation, "Kody błędów"); empty when it named none.
    """

    code = "ksef-refused"

    def __init__(
        self, reason: str | None = None, *, status: int, codes: tuple[int, ...] = (), **details: str
    ) -> None:
        super().__init__(reason, status=str(status), codes=" ".join(str(code) for code in codes), **details)
        self.status = status
        self.codes = codes


class KsefUnauthorized(Refused):
    """401: the token has run out or was never good; log in anew and ask again."""

    code = "ksef-refused-unauthorized"
