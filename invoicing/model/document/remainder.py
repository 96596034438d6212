"""The head of the file, notes, and what stands at the foot."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeaderView:
    """Naglowek: which form in which version, when the file was made and by which program."""

    form: str = ""
    system_code: str = ""
    schema_version: str = ""
    variant: str = ""
    created_at: str = ""
    system: str = ""


@dataclass(frozen=True, slots=True)
class NoteView:
    """DodatkowyOpis: a key and a value, about one row when it names one."""

    line_ordinal: str = ""
    key: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class RegisterView:
    """An entry in other registers: full name, KRS, REGON, BDO (Rejestry)."""

    full_name: str = ""
    krs: str = ""
    regon: str = ""
    bdo: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The name, then each number behind the name of its register."""
        numbers = (("KRS", self.krs), ("REGON", self.regon), ("BDO", self.bdo))
        shown = (f"{register} {number}" for register, number in numbers if number)
        return (*filter(None, (self.full_name,)), *shown)


@dataclass(frozen=True, slots=True)
class FooterView:
    """Stopka: free texts, which keep their line breaks, and registers."""

    texts: tuple[str, ...] = ()
    registers: tuple[RegisterView, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """Everything in its order."""
        return (*filter(None, self.texts), *(line for register in self.registers for line in register.lines))
