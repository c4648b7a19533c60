"""Sizes and lengths of time in words, the same everywhere.

In the window, on the command line, in errors.
"""

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


def clock_text(seconds: float) -> str:
    """A length as players show it: `0:42`, `12:05`, `1:02:03`."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def wait_text(seconds: float) -> str:
    """How long something takes, about: `40 s`, `3 min`, `1 h 20 min`."""
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
