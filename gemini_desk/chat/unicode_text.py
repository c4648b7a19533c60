"""Text that every program can read."""

from __future__ import annotations


def well_formed(text: str) -> str:
    """`text` with lone surrogates replaced by U+FFFD.

    Qt can hold them, and Python makes them of bytes that are no UTF-8; UTF-8, SQLite, tokenizers
    and servers take none.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
