"""Shapes and check digits of NIP, REGON and NRB, with the register's own error codes for each fault."""

from dataclasses import dataclass


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=False)) % 11


def _nip(digits: str) -> bool:
    return _weighted(digits, (6, 5, 7, 2, 3, 4, 5, 6, 7)) == int(digits[9])


def _regon(digits: str) -> bool:
    first = _weighted(digits, (8, 9, 2, 3, 4, 5, 6, 7)) % 10 == int(digits[8])
    if len(digits) == 9:
        return first
    return first and _weighted(digits, (2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8)) % 10 == int(digits[13])


def _nrb(digits: str) -> bool:
    return int(digits[2:] + "2521" + digits[:2]) % 97 == 1


def nrb(bank: str, account: str) -> str:
    """Build an account number with right check digits.

    >>> nrb("99900012", "0000000000000001")
    '96999000120000000000000001'
    """
    rest = int(f"{bank}{account}252100") % 97
    return f"{98 - rest:02d}{bank}{account}"


@dataclass(frozen=True)
class Identifier:
    """One kind of number: its lengths and the codes for wrong length, wrong characters, wrong check digit."""

    lengths: tuple[int, ...]
    wrong_length: str
    wrong_characters: str
    invalid: str
    is_right: "staticmethod[[str], bool]"

    def fault(self, value: str) -> str | None:
        """The register's code for what is wrong with a value; None when nothing is.

        >>> NIP.fault("999000113"), NIP.fault("999000113X"), NIP.fault("9990001138"), NIP.fault("9990001137")
        ('WL-113', 'WL-114', 'WL-115', None)
        """
        if len(value) not in self.lengths:
            return self.wrong_length
        if not (value.isascii() and value.isdigit()):
            return self.wrong_characters
        return None if self.is_right(value) else self.invalid


NIP = Identifier((10,), "WL-113", "WL-114", "WL-115", staticmethod(_nip))
REGON = Identifier((9, 14), "WL-105", "WL-106", "WL-107", staticmethod(_regon))
NRB = Identifier((26,), "WL-109", "WL-110", "WL-111", staticmethod(_nrb))
