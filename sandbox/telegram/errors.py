"""What the Bot API answers when it refuses."""

from __future__ import annotations

PREFIXES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    413: "Request Entity Too Large",
    429: "Too Many Requests",
    500: "Internal Server Error",
}


class UserError(ValueError):
    """The person at the other end cannot do that: no such user, message or button."""


class ApiError(Exception):
    """A refusal with its HTTP status; the text follows the server's own wording.

    Args:
        code: the HTTP status, which is the answer's `error_code` as well.
        text: the reason without the prefix of its class; may be empty.
        retry_after: seconds a 429 asks the caller to wait.
    """

    def __init__(self, code: int, text: str = "", *, retry_after: int | None = None) -> None:
        super().__init__(text)
        self.code = code
        self.retry_after = retry_after
        self.description = describe(code, text)


def describe(code: int, text: str) -> str:
    """Join the prefix of the status and a reason as the server does.

    >>> describe(400, "Message text is empty")
    'Bad Request: message text is empty'
    >>> describe(400, "BUTTON_DATA_INVALID")
    'Bad Request: BUTTON_DATA_INVALID'
    """
    prefix = PREFIXES[code]
    if not text:
        return prefix
    keeps_its_letter = len(text) > 1 and (text[1] == "_" or "A" <= text[1] <= "Z")
    return f"{prefix}: {text if keeps_its_letter else text[0].lower() + text[1:]}"


def bad_request(text: str) -> ApiError:
    """Build the refusal used most."""
    return ApiError(400, text)


def too_many_requests(seconds: int) -> ApiError:
    """Build a 429 that names its pause in the text, the parameters and the header."""
    return ApiError(429, f"retry after {seconds}", retry_after=seconds)
