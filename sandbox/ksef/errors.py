"""What the API refuses with: one exception per HTTP status, and the two body formats (facts: section 12)."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web

PROBLEM = "application/problem+json"

DESCRIPTIONS: dict[int, str] = {
    9101: "Nieprawidłowy dokument.",
    9102: "Brak podpisu.",
    9103: "Przekroczona liczba dozwolonych podpisów.",
    9105: "Nieprawidłowy podpis.",
    21001: "Nieczytelna treść.",
    21111: "Nieprawidłowe wyzwanie autoryzacyjne.",
    21115: "Nieprawidłowy certyfikat.",
    21117: "Nieprawidłowy identyfikator podmiotu dla wskazanego typu kontekstu.",
    21155: "Przekroczono dozwoloną liczbę faktur w sesji.",
    21157: "Nieprawidłowy rozmiar części pakietu.",
    21161: "Przekroczono dozwoloną liczbę części pakietu.",
    21164: "Faktura o podanym identyfikatorze nie istnieje.",
    21165: "Faktura o podanym numerze KSeF nie jest jeszcze dostępna.",
    21166: "Korekta techniczna niedostępna.",
    21167: "Status faktury nie pozwala na korektę techniczną.",
    21173: "Brak sesji o wskazanym numerze referencyjnym.",
    21175: "Wynik zapytania o podanym identyfikatorze nie istnieje.",
    21178: "Nie znaleziono UPO dla podanych kryteriów.",
    21180: "Status sesji nie pozwala na wykonanie operacji.",
    21181: "Nieprawidłowe żądanie eksportu faktur.",
    21182: "Osiągnięto limit trwających eksportów.",
    21183: "Zakres filtrowania wykracza poza dostępny zakres danych.",
    21184: "Sesja tymczasowo niedostępna.",
    21205: "Pakiet nie może być pusty.",
    21208: "Czas oczekiwania na requesty upload lub finish został przekroczony.",
    21217: "Nieprawidłowe kodowanie znaków.",
    21301: "Brak autoryzacji.",
    21304: "Brak uwierzytelnienia.",
    21308: "Próba wykorzystania metod autoryzacyjnych osoby zmarłej.",
    21401: "Dokument nie jest zgodny ze schemą (xsd).",
    21402: "Nieprawidłowy rozmiar pliku.",
    21403: "Nieprawidłowy skrót pliku.",
    21405: "Błąd walidacji danych wejściowych.",
    21406: "Konflikt podpisu i typu uwierzytelnienia.",
    21418: "Przekazany token kontynuacji ma nieprawidłowy format.",
    21470: "Przesłany identyfikator klucza jest nieznany lub wskazuje na wycofany klucz.",
    25001: "Brak możliwości pobrania danych do CSR dla wykorzystanego sposobu uwierzytelnienia.",
    25002: "Brak możliwości złożenia wniosku certyfikacyjnego dla wykorzystanego sposobu uwierzytelnienia.",
    25003: "Dane w CSR nie zgadzają się z danymi w użytym wektorze uwierzytelniającym.",
    25004: "Niepoprawny format CSR lub niepoprawny podpis CSR.",
    25005: "Wniosek certyfikacyjny o podanym numerze referencyjnym nie istnieje.",
    25006: "Osiągnięto limit możliwych do złożenia wniosków certyfikacyjnych.",
    25007: "Osiągnięto limit dopuszczalnej liczby posiadanych certyfikatów.",
    25008: "Certyfikat o podanym numerze seryjnym nie istnieje.",
    25009: "Nie można odwołać wskazanego certyfikatu, ponieważ jest już odwołany, zablokowany lub nieważny.",
    25010: "Nieprawidłowy typ lub długość klucza.",
    25011: "Nieprawidłowy algorytm podpisu CSR.",
    26001: "Nie można nadać tokenowi uprawnień których nie posiadasz.",
    26002: "Nie można wygenerować tokena dla obecnego typu kontekstu.",
    30001: "Podmiot lub uprawnienie już istnieje.",
}


class ApiError(Exception):
    """HTTP 400 with one code of the API and details."""

    def __init__(self, code: int, *details: str) -> None:
        super().__init__(code, *details)
        self.code = code
        self.details = list(details)


class UnauthorizedError(Exception):
    """HTTP 401: no token, an expired one, or one of the wrong kind."""


class GoneError(Exception):
    """HTTP 410: the status was kept for its days and is gone."""


@dataclass
class ForbiddenError(Exception):
    """HTTP 403 with the reason and the data that belong to it."""

    reason: str
    security: dict[str, Any] = field(default_factory=dict)


@dataclass
class TooManyRequestsError(Exception):
    """HTTP 429: which threshold was passed and how many seconds to wait."""

    limit: int
    window: str
    retry_after: int


def problem(
    request: web.Request, status: int, title: str, detail: str, now: datetime, **more: Any
) -> web.Response:
    """Render problem details (RFC 9457) in the shape of the API."""
    body = {"title": title, "status": status, "instance": request.path, "detail": detail, **more}
    body |= {"timestamp": now.isoformat(), "traceId": secrets.token_hex(16)}
    return web.json_response(body, status=status, content_type=PROBLEM)


def _wants_problem(request: web.Request) -> bool:
    return request.headers.get("X-Error-Format", "").strip().lower() == "problem-details"


def bad_request(request: web.Request, error: ApiError, now: datetime) -> web.Response:
    """Render HTTP 400 in the format the caller asked for."""
    description = DESCRIPTIONS[error.code]
    if _wants_problem(request):
        errors = [{"code": error.code, "description": description, "details": error.details}]
        return problem(request, 400, "Bad Request", "Żądanie jest nieprawidłowe.", now, errors=errors)
    detail = {"exceptionCode": error.code, "exceptionDescription": description, "details": error.details}
    exception = {
        "exceptionDetailList": [detail],
        "serviceCode": f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-00",
        "serviceCtx": "srvSANDBOX",
        "serviceName": "Undefined",
        "timestamp": now.replace(tzinfo=None).isoformat(),
    }
    return web.json_response({"exception": exception}, status=400)


def too_many(request: web.Request, error: TooManyRequestsError, now: datetime) -> web.Response:
    """Render HTTP 429 with `Retry-After` in the format the caller asked for."""
    text = f"Przekroczono limit {error.limit} żądań na {error.window}. Spróbuj ponownie po {error.retry_after} sekundach."
    if _wants_problem(request):
        answer = problem(request, 429, "Too Many Requests", text, now)
    else:
        status = {"code": 429, "description": "Too Many Requests", "details": [text]}
        answer = web.json_response({"status": status}, status=429)
    answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def forbidden(request: web.Request, error: ForbiddenError, now: datetime) -> web.Response:
    """Render HTTP 403 with its reason code."""
    more = {"reasonCode": error.reason, "security": error.security}
    return problem(request, 403, "Forbidden", "Brak uprawnień do wykonania operacji.", now, **more)


def rendered(request: web.Request, error: Exception, now: datetime) -> web.Response:
    """Turn any refusal of this module into its HTTP answer."""
    match error:
        case ApiError():
            return bad_request(request, error, now)
        case TooManyRequestsError():
            return too_many(request, error, now)
        case ForbiddenError():
            return forbidden(request, error, now)
        case GoneError():
            return problem(request, 410, "Gone", "Operacja wygasła i nie jest już dostępna.", now)
        case _:
            return problem(request, 401, "Unauthorized", "Wymagane jest uwierzytelnienie.", now)


REFUSALS = (ApiError, UnauthorizedError, ForbiddenError, GoneError, TooManyRequestsError)
