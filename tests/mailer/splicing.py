"""A letter that two programs read in two ways: a line end of one of them stands where the other sees none."""

LINE_ENDS = {
    "bare CR": b"\r",
    "CR twice": b"\r\r\n",
    "vertical tab": b"\x0b",
    "form feed": b"\x0c",
    "file separator": b"\x1c",
    "group separator": b"\x1d",
    "record separator": b"\x1e",
    "next line": b"\x85",
    "next line in UTF-8": b"\xc2\x85",
    "line separator": b"\xe2\x80\xa8",
    "paragraph separator": b"\xe2\x80\xa9",
    "zero": b"\0",
}


def spliced(genuine: bytes, fields: bytes, line_end: bytes = b"\r") -> bytes:
    """The genuine letter below other fields, which are lines for one reader and a part of `X-A` for another."""
    lines = [b"X-A: a", *fields.split(b"\r\n")]
    if genuine.startswith(b"DKIM-Signature:"):  # its tags are read by one, its hash is checked by the other
        lines.append(genuine.partition(b"\r\n")[0])
    hidden = line_end.join(lines)
    return hidden + b"\r\n" + b"X-B: b" + line_end + b"koniec\r\n" + genuine
