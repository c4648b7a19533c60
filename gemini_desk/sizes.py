"""Sizes in words, the same everywhere: in the window, on the command line, in errors."""

from __future__ import annotations

from typing import Final

_UNITS: Final = ("bytes", "kB", "MB", "GB", "TB")


def gigabytes_text(size_bytes: float) -> str:
    """A size of memory, in gigabytes however small it is: sentences compare two of them."""
    return f"{size_bytes / 1e9:.1f} GB"


def size_text(size_bytes: int) -> str:
    """A size as people write it, for instance `9.4 GB` (powers of 1,000)."""
    amount = float(size_bytes)
    for unit in _UNITS:
        if amount < 999.5 or unit == _UNITS[-1]:
            break
        amount /= 1000
    digits = 1 if unit not in ("bytes", "kB") and amount < 99.5 else 0
    return f"{amount:.{digits}f} {unit}"
