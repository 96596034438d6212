"""Moments of a story: go to one, and know that the app has looked at the lighthouse there."""

SEEN = "Latarnię MF widziałem"


def turn(world, moment: str) -> None:
    """Set the clock (Warsaw), and wait until the app has read the lighthouse there."""
    world.clock(set=moment)
    look(world, moment)


def look(world, moment: str) -> None:
    """Wait until /ksef says that the lighthouse was seen within the ten minutes that begin so."""
    day, hour = moment.split("T")
    seen = "{2}.{1}.{0}, ".format(*day.split("-")) + hour[:4]

    def looked():
        said = world.say("/ksef")
        return f"{SEEN} {seen}" in world.hear("KSeF", after=said)["text"]

    world.wait(looked, f"a look at the lighthouse at {moment}", lambda: world.from_bot()[-1]["text"])


def well(world) -> None:
    """Wait until /ksef says that KSeF works."""

    def works():
        said = world.say("/ksef")
        return world.hear(SEEN, after=said)["text"].startswith("KSeF działa.")

    world.wait(works, "KSeF well again", lambda: world.from_bot()[-1]["text"])


def told(world, *words: str) -> list[str]:
    """What the app said of itself with these words; answers to /ksef are not of itself."""
    texts = [each["text"] for each in world.from_bot()]
    return [text for text in texts if SEEN not in text and all(word in text for word in words)]


def letters(world, address: str, count: int) -> list[dict]:
    """Exactly so many letters of an address, oldest first, once they are there."""
    world.letter(address, count)
    rows = world.letters(address)
    assert len(rows) == count, [row["subject"] for row in rows]
    return [world.get(f"/api/mailboxes/{address}/{row['id']}") for row in rows]
