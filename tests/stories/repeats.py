"""What may come twice: Telegram and SMTP cannot be asked what they took, so a kill sends what was under way once more.

Nothing else is forgiven. A message comes again as the next of its chat and word for word; a letter has the same
Message-ID and is the same letter. Each kill excuses one repeat, and only of what the app had not written down.
"""

from collections import Counter
from collections.abc import Callable

SAME_LETTER = ("subject", "in_reply_to", "text", "html", "attachments")


class Repeats:
    """What each kill of a story has excused."""

    def __init__(self) -> None:
        self._last_words: list[tuple[int, int]] = []
        self._letters: Counter[str] = Counter()

    def excuse_message(self, user: int, last: int) -> None:
        """The newest message of a chat was under way at a kill."""
        self._last_words.append((user, last))

    def excuse_letter(self, message_id: str) -> None:
        """So was a letter."""
        self._letters[message_id] += 1

    def without_messages(self, user: int, said: list[dict]) -> list[dict]:
        """The bot's messages to a person; of two that a kill made of one, the later, which the app knows."""
        left = list(said)
        for chat, last in self._last_words:
            pair = [each for each in left if each["message_id"] >= last][:2]
            if chat == user and len(pair) == 2 and pair[0]["message_id"] == last and _same(*pair):
                left.remove(pair[0])
        return left

    def without_letters(self, rows: list[dict], opened: Callable[[dict], dict]) -> list[dict]:
        """The letters of a mailbox, an excused repeat left out; a repeat that differs is none."""
        left: dict[str, dict] = {}
        strange, excuses = [], Counter(self._letters)
        for row in rows:
            name = row["message_id"]
            if name not in left:
                left[name] = row
            elif excuses[name] and _same_letter(opened(left[name]), opened(row)):
                excuses[name] -= 1
            else:
                strange.append(row)
        return sorted([*left.values(), *strange], key=lambda row: row["id"])


def _same(one: dict, other: dict) -> bool:
    document = [each["document"] and each["document"]["name"] for each in (one, other)]
    return all(one[key] == other[key] for key in ("text", "buttons")) and document[0] == document[1]


def _same_letter(one: dict, other: dict) -> bool:
    return all(one[key] == other[key] for key in SAME_LETTER)
