"""One request and its answer, held against the operation of the document."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from .schemas import Schemas

PREFIX = "/v2"
VERBS = ("get", "post", "put", "delete")


@dataclass
class Exchange:
    """What went over the wire; header names in lower case, the query as the caller wrote it."""

    verb: str
    path: str
    query: list[tuple[str, str]]
    request_headers: dict[str, str]
    request_body: bytes
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def __str__(self) -> str:
        return f"{self.verb} {self.path} -> {self.status}"


@dataclass(frozen=True)
class Operation:
    """An operation of the document."""

    verb: str
    shape: re.Pattern[str]
    literals: int
    text: dict[str, Any]


class Document:
    """The OpenAPI document as a judge."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._named = document["components"]["schemas"]
        self._schemas = Schemas(self._named)
        self._operations = [
            Operation(verb.upper(), _shape(path), path.count("/") - path.count("{"), text)
            for path, item in document["paths"].items()
            for verb, text in item.items()
            if verb in VERBS
        ]
        # /sessions/{ref}/invoices/failed is not an invoice named "failed".
        self._operations.sort(key=lambda each: -each.literals)

    def _find(self, exchange: Exchange) -> tuple[Operation, dict[str, str]] | None:
        for operation in self._operations:
            found = operation.shape.fullmatch(exchange.path)
            if operation.verb == exchange.verb and found is not None:
                return operation, found.groupdict()
        return None

    def request_mistakes(self, exchange: Exchange) -> list[str]:
        """What the caller did wrong."""
        found = self._find(exchange)
        if found is None:
            return ["the document has no such operation"]
        operation, places = found
        mistakes = self._parameters(operation, places, exchange) + self._request_body(operation, exchange)
        bearer = exchange.request_headers.get("authorization", "").startswith("Bearer ")
        if operation.text.get("security") and not bearer:
            mistakes.append("the request carries no bearer token")
        return mistakes

    def is_documented(self, exchange: Exchange) -> bool:
        """Whether the operation may answer with this status; of one that does not exist nothing is demanded."""
        found = self._find(exchange)
        return found is None or str(exchange.status) in found[0].text["responses"]

    def answer_mistakes(self, exchange: Exchange) -> list[str]:
        """What the answerer did wrong; nothing is said of an operation that does not exist, unless it is served."""
        found = self._find(exchange)
        if found is None:
            return [] if exchange.status in {404, 405} else ["an unknown operation is served"]
        answer = found[0].text["responses"].get(str(exchange.status))
        if answer is None:
            return [f"status {exchange.status} is not documented"]
        return self._answer_headers(answer, exchange) + self._answer_body(answer, exchange)

    def _parameters(self, operation: Operation, places: dict[str, str], exchange: Exchange) -> list[str]:
        mistakes = []
        parameters = operation.text.get("parameters", [])
        for parameter in parameters:
            given = _given(parameter, places, exchange)
            if given is None and parameter.get("required"):
                mistakes.append(f"parameter {parameter['name']} is missing")
            elif given is not None:
                mistakes.append(self._mistake(f"parameter {parameter['name']}", parameter["schema"], given))
        known = {each["name"] for each in parameters if each["in"] == "query"}
        strange = {name for name, _ in exchange.query} - known
        mistakes.extend(f"the query parameter {name} is unknown" for name in sorted(strange))
        return [each for each in mistakes if each]

    def _request_body(self, operation: Operation, exchange: Exchange) -> list[str]:
        declared = operation.text.get("requestBody")
        if declared is None:
            return ["the operation takes no body"] if exchange.request_body else []
        if not exchange.request_body:
            # The document never says that a JSON body is required, but lists what must be in it.
            needed = any(content["schema"].get("required") for content in declared["content"].values())
            return ["the body is missing"] if needed or declared.get("required") else []
        return self._content(
            "request body", declared["content"], exchange.request_headers, exchange.request_body
        )

    def _answer_headers(self, answer: dict[str, Any], exchange: Exchange) -> list[str]:
        declared = {name.lower(): each["schema"] for name, each in answer.get("headers", {}).items()}
        found = [
            self._mistake(f"header {name}", schema, self._read(schema, exchange.headers[name]))
            for name, schema in declared.items()
            if name in exchange.headers
        ]
        return [each for each in found if each]

    def _read(self, schema: dict[str, Any], text: str) -> Any:
        reference = schema.get("$ref", "").rpartition("/")[2]
        return _read(self._named.get(reference, schema), text)

    def _answer_body(self, answer: dict[str, Any], exchange: Exchange) -> list[str]:
        content = answer.get("content")
        if not content:
            return ["the answer must have no body"] if exchange.body else []
        return self._content("answer", content, exchange.headers, exchange.body)

    def _content(
        self, what: str, declared: dict[str, Any], headers: dict[str, str], body: bytes
    ) -> list[str]:
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in declared:
            return [f"{what}: content type {kind or 'none'} instead of {', '.join(declared)}"]
        if not kind.endswith("json"):
            return [] if body else [f"{what} is empty"]
        try:
            value = json.loads(body)
        except ValueError as wrong:
            return [f"{what}: no JSON ({wrong})"]
        mistake = self._mistake(what, declared[kind]["schema"], value)
        return [mistake] if mistake else []

    def _mistake(self, what: str, schema: dict[str, Any], value: Any) -> str | None:
        mistake = self._schemas.mistake(schema, value)
        return f"{what}: {mistake}" if mistake else None


def _shape(path: str) -> re.Pattern[str]:
    return re.compile(PREFIX + re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path)))


def _given(parameter: dict[str, Any], places: dict[str, str], exchange: Exchange) -> Any:
    name, schema = parameter["name"], parameter["schema"]
    match parameter["in"]:
        case "path":
            return places[name]
        case "header":
            return exchange.request_headers.get(name.lower())
    values = [_read(schema.get("items", schema), value) for key, value in exchange.query if key == name]
    if schema.get("type") == "array":
        return values or None
    return values[0] if len(values) == 1 else values or None


def _read(schema: dict[str, Any], text: str) -> Any:
    """A number or a truth value as such; everything else stays text."""
    if schema.get("type") == "boolean":
        return {"true": True, "false": False}.get(text.lower(), text)
    if schema.get("type") == "integer" and re.fullmatch(r"-?\d+", text):
        return int(text)
    return text
