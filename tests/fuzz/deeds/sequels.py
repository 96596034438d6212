"""What follows an invoice: corrections and corrections of those, advances and what settles them, pro formas."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.fuzz.deeds.selling import SELLERS
from tests.fuzz.sayings import GOOD

WHICH = st.integers(0, 20)
CHANGES = st.sampled_from(
    ["cena 150 zł", "cena 250 zł", "1 h zamiast 2", "zwrot całości", "rabat 10%", "do zera, powód: pomyłka", "zły NIP, powinien być 5213017228"]
)  # fmt: skip
ADVANCE = (
    "faktura zaliczkowa dla NIP 5260250274, meble kuchenne 12 300 zł brutto, zaliczka 4920 zł, wpłynęła 18.11"
)
PAID = st.sampled_from(
    ["zaliczka 6150 zł", "zaliczka 5535 zł", "zaliczka 1000 zł", "do zera, powód: zwrot zaliczki"]
)
PRO_FORMA = "pro forma dla NIP 5260250274, 2 h konsultacji po 200 zł, wyślij na ksiegowosc@klient.example"


class Sequels:
    """One paper after another."""

    @rule(who=SELLERS, at=WHICH, change=CHANGES)
    def correct(self, who, at, change):
        """Somebody corrects an invoice, or a correction of it, as it stands by now."""
        self.says(who, f"korekta {self.number(who, at)}: {change}")
        self.press_first(who, "issue")

    @rule(who=SELLERS, first=CHANGES, then=CHANGES)
    def correct_twice(self, who, first, then):
        """An invoice is issued and corrected, and its correction corrected."""
        self.says(who, GOOD)
        self.press_first(who, "issue")
        for change in (first, then):
            self.correct(who, 0, change)

    @rule(who=SELLERS, corrected=st.booleans(), paid=PAID, settled=st.booleans())
    def take_an_advance(self, who, corrected, paid, settled):
        """Money comes before the goods; it is corrected, and settled."""
        self.says(who, ADVANCE)
        self.press_first(who, "issue")
        advance = self.number(who, 0)
        if corrected:
            self.says(who, f"korekta {advance}: {paid}")
            self.press_first(who, "issue")
        if settled:
            self.says(who, f"faktura rozliczeniowa do {advance}")
            self.press_first(who, "issue")

    @rule(who=SELLERS, at=WHICH)
    def settle(self, who, at):
        """Somebody settles what may be an advance."""
        self.says(who, f"faktura rozliczeniowa do {self.number(who, at)}")
        self.press_first(who, "issue")

    @rule(who=SELLERS, words=st.sampled_from([PRO_FORMA, PRO_FORMA, GOOD]))
    def make_a_pro_forma(self, who, words):
        """Somebody makes a pro forma."""
        self.says(who, words)
        self.press_first(who, "issue-pro-forma")

    @rule(who=SELLERS, at=st.integers(1, 3), word=st.sampled_from(["faktura do", "faktura do", "anuluj"]))
    def follow_a_pro_forma(self, who, at, word):
        """The invoice of a pro forma, or its end."""
        self.says(who, f"{word} PF/2026/11/{at}")
        self.press_first(who, "issue")

    @rule(who=SELLERS)
    def make_a_pro_forma_and_its_invoice(self, who):
        """First what is asked for, then the invoice."""
        self.make_a_pro_forma(who, PRO_FORMA)
        self.press_first(who, "pro-forma-invoice")
        self.press_first(who, "issue")
