"""Text as token ids, and characters as classes of the alignment loss."""

from __future__ import annotations

from gemini_desk.starter.configuration import SPECIAL_TOKENS
from gemini_desk.starter.words import CHARACTERS


def _byte_table() -> dict[int, int]:
    """Maps a byte to its token id, in the order that the tokenizer's alphabet is sorted."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    letters = {byte: chr(byte) for byte in printable}
    others = [byte for byte in range(256) if byte not in letters]
    letters |= {byte: chr(256 + index) for index, byte in enumerate(others)}
    order = sorted(letters.values())
    return {byte: len(SPECIAL_TOKENS) + order.index(letter) for byte, letter in letters.items()}


_BYTES = _byte_table()
SPELLED = {character: index + 1 for index, character in enumerate(" " + CHARACTERS)}
"""Index of each character that the alignment loss tells apart; 0 is the blank."""
SPELLED_CLASSES = len(SPELLED) + 1
"""Classes of the alignment loss: the blank, the space and every printed character."""


def encode(text: str) -> list[int]:
    """Encodes text as bytes; equal to the shipped tokenizer and a hundred times as fast."""
    return [_BYTES[byte] for byte in text.encode()]
