"""Reading refusals."""

import httpx


def code(answer: httpx.Response) -> int:
    """The code of a 400 in the old format."""
    assert answer.status_code == 400, answer.text
    return answer.json()["exception"]["exceptionDetailList"][0]["exceptionCode"]


def details(answer: httpx.Response) -> str:
    return " ".join(answer.json()["exception"]["exceptionDetailList"][0]["details"] or [])


def reason(answer: httpx.Response) -> str:
    """The reason of a 403."""
    assert answer.status_code == 403, answer.text
    return answer.json()["reasonCode"]
