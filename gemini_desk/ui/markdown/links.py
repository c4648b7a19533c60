"""Where a link really leads, and what could deceive about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

_LONGEST: Final = 300  # of an address, as it is shown
# A text that reads like an address.
_ADDRESS: Final = re.compile(
    r"\s*(?:https?://)?(?:[^\s/@]*@)?((?:[\w-]+\.)+[^\W\d_]{2,})(?::\d+)?(?:[/?#]\S*)?\s*\Z"
)
# An address within a text: only what can be nothing else.
_ADDRESS_WITHIN: Final = re.compile(r"https?://(?:[^\s/@]*@)?((?:[\w-]+\.)+[^\W\d_]{2,})")


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """What a person should know before a link is opened.

    Attributes:
        target: Where it leads: the name of the machine, or the address of a mailbox.
        address: All of it, shortened in the middle if it is very long.
        warnings: Sentences; empty for most links.
    """

    target: str
    address: str
    warnings: tuple[str, ...] = ()


def check_link(address: str, text: str = "") -> LinkCheck:
    """Look at a link.

    Args:
        address: Where it leads.
        text: What is shown in its place.
    """
    shown = address
    if len(shown) > _LONGEST:
        shown = f"{shown[: _LONGEST // 2]} … {shown[-_LONGEST // 2 :]}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return LinkCheck(shown, shown, ("The address is not a proper one.",))
    if parts.scheme == "mailto":
        return LinkCheck(parts.path, shown)
    warnings: list[str] = []
    if "@" in parts.netloc:
        warnings.append("What stands before the @ is no part of the address.")
    ascii_host, readable = _both_spellings(host)
    if not readable.isascii():
        warnings.append(
            f"Its name has letters of other alphabets, which may look like others: {readable}."
        )
    claimed = _ADDRESS.match(text) or _ADDRESS_WITHIN.search(text)
    if claimed is not None and not _is_same(claimed[1], ascii_host, readable):
        warnings.append(f"The text of the link says {claimed[1]}.")
    return LinkCheck(ascii_host or shown, shown, tuple(warnings))


def _both_spellings(host: str) -> tuple[str, str]:
    """A name in the letters that machines use, and as it is read."""
    try:
        ascii_host = host.encode("idna").decode("ascii")
        return ascii_host, ascii_host.encode("ascii").decode("idna")
    except UnicodeError:
        return host, host


def _is_same(claimed: str, *hosts: str) -> bool:
    bare = claimed.lower().removeprefix("www.")
    return any(bare == host.lower().removeprefix("www.") for host in hosts)
