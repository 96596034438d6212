"""Bank accounts: Polish NRB and IBAN."""

from __future__ import annotations

import re
from dataclasses import dataclass

from invoicing.model.errors import InvalidAccount

_SEPARATORS = re.compile(r"[\s\-]")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_LENGTHS = {  # of the whole IBAN, where we know it; others are 15 to 34
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24,
    "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21,
    "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24,
    "SE": 24, "SI": 19, "SK": 24, "SM": 27, "UA": 29,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BankAccount:
    """An account number with right check digits (ISO 13616); an NRB is the Polish IBAN without its letters.

    >>> print(BankAccount.parse("61109010140000071219812874"))
    61 1090 1014 0000 0712 1981 2874
    """

    iban: str

    @classmethod
    def parse(cls, text: str) -> BankAccount:
        """Read an account as people type it, with blanks or dashes, with or without PL.

        Raises:
            InvalidAccount: reason account-format, account-length or account-checksum.
        """
        compact = _SEPARATORS.sub("", text).upper()
        iban = compact if compact[:2].isalpha() else f"PL{compact}"
        if not iban.isascii() or not _IBAN.fullmatch(iban) or (iban[:2] == "PL" and not iban[2:].isdigit()):
            raise InvalidAccount("account-format", account=text)
        if len(iban) != _LENGTHS.get(iban[:2], len(iban)):
            raise InvalidAccount("account-length", account=text)
        if int("".join(str(int(char, 36)) for char in iban[4:] + iban[:4])) % 97 != 1:
            raise InvalidAccount("account-checksum", account=text)
        return cls(iban)

    @property
    def number(self) -> str:
        """As NrRB holds it: 26 digits for a Polish account, the whole IBAN for another."""
        return self.iban.removeprefix("PL")

    def __str__(self) -> str:
        """For print: an NRB as 2 digits and fours, an IBAN in fours."""
        head = 2 if self.iban.startswith("PL") else 4
        rest = self.number[head:]
        return " ".join([self.number[:head], *(rest[at : at + 4] for at in range(0, len(rest), 4))])
