"""Status codes of invoices and sessions, and what a refusal consists of (facts: sections 4.5 and 4.6)."""

from dataclasses import dataclass, field
from typing import Any

QUEUED, RUNNING, SUCCESS = 100, 150, 200
SESSION_FAILED, NO_RIGHT, ATTACHMENT, FILE, DECRYPTION, DUPLICATE, SEMANTICS = (
    405,
    410,
    415,
    430,
    435,
    440,
    450,
)
UNKNOWN, CANCELLED = 500, 550

INVOICE: dict[int, str] = {
    QUEUED: "Faktura przyjęta do dalszego przetwarzania",
    RUNNING: "Trwa przetwarzanie",
    SUCCESS: "Sukces",
    SESSION_FAILED: "Przetwarzanie anulowane z powodu błędu sesji",
    NO_RIGHT: "Nieprawidłowy zakres uprawnień",
    ATTACHMENT: "Brak możliwości wysyłania faktury z załącznikiem",
    FILE: "Błąd weryfikacji pliku faktury",
    DECRYPTION: "Błąd odszyfrowania pliku",
    DUPLICATE: "Duplikat faktury",
    SEMANTICS: "Błąd weryfikacji semantyki dokumentu faktury",
    UNKNOWN: "Nieznany błąd (500)",
    CANCELLED: "Operacja została anulowana przez system",
}

OPEN, CLOSING, DONE, BAD_KEY, EMPTY, NO_GOOD = 100, 170, 200, 415, 440, 445

SESSION: dict[int, str] = {
    OPEN: "Sesja interaktywna otwarta",
    CLOSING: "Sesja interaktywna zamknięta",
    DONE: "Sesja interaktywna przetworzona pomyślnie",
    BAD_KEY: "Błąd odszyfrowania dostarczonego klucza",
    EMPTY: "Sesja anulowana",
    NO_GOOD: "Błąd weryfikacji, brak poprawnych faktur",
}


BATCH_RUNNING, BAD_PARTS, TOO_MANY, BAD_ARCHIVE, UNDECRYPTABLE = 150, 405, 420, 430, 435

BATCH: dict[int, str] = {
    OPEN: "Sesja wsadowa rozpoczęta",
    BATCH_RUNNING: "Trwa przetwarzanie",
    DONE: "Sesja wsadowa przetworzona pomyślnie",
    BAD_PARTS: "Błąd weryfikacji poprawności dostarczonych elementów paczki",
    BAD_KEY: "Błąd odszyfrowania dostarczonego klucza",
    TOO_MANY: "Przekroczony limit faktur w sesji",
    BAD_ARCHIVE: "Błąd dekompresji pierwotnego archiwum",
    UNDECRYPTABLE: "Błąd odszyfrowania zaszyfrowanych części archiwum",
    EMPTY: "Sesja anulowana",
    NO_GOOD: "Błąd weryfikacji, brak poprawnych faktur",
}


@dataclass(frozen=True)
class Refusal:
    """Why an invoice does not get its KSeF number."""

    code: int
    detail: str = ""
    extensions: dict[str, str] = field(default_factory=dict)

    @property
    def details(self) -> tuple[str, ...]:
        """The details as the API lists them."""
        return (self.detail,) if self.detail else ()


def status_view(code: int, names: dict[int, str], details: tuple[str, ...] = ()) -> dict[str, Any]:
    """A status object of the API."""
    view: dict[str, Any] = {"code": code, "description": names[code]}
    return view | {"details": list(details)} if details else view
