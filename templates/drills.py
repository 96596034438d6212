"""Words of a drill: what stands on its document, and the letter a company sends to itself."""

from __future__ import annotations

from invoicing.services.drilling.ports import DrillWords
from templates.environment import module, spoken
from templates.letters import named_letter


class DrillLetters:
    """Words a drill (port `DrillWording`); the document in Polish, the letter in the language of whoever asked."""

    def on_document(self) -> DrillWords:
        """What marks the document as that of a drill."""
        said = module("drill/pl.j2", "pl")
        return DrillWords(*(str(getattr(said, name)()) for name in ("note", "line", "instead_of_number")))

    def letter(self, number: str, seller: str, language: str) -> tuple[str, str, str]:
        """Subject, text part and HTML part.

        Raises:
            KeyError: nobody has written that letter.
        """
        found = named_letter(
            "drill-papers", {"number": number, "seller": seller, "language": spoken(language)}
        )
        if found is None:
            raise KeyError("drill-papers")
        return found
