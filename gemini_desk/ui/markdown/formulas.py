"""Formulas in the HTML of a text: pictures whose address is the formula's source.

Nothing is ever loaded from there: the window draws them (`conversation/formulas/`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from collections.abc import Container

_SCHEME: Final = "formula:"


def formula_html(source: str, undrawable: Container[str]) -> str:
    """HTML of a formula with its marks; of one that cannot be drawn, its source as text."""
    from markdown_it.common.utils import escapeHtml

    if source in undrawable:
        return f"<code>{escapeHtml(source)}</code>"
    return f'<img src="{formula_address(source)}" />'


def formula_address(source: str) -> str:
    """The address that stands for a formula."""
    return _SCHEME + quote(source, safe="")


def formula_at(address: str) -> str | None:
    """The formula that an address stands for; None for any other address."""
    return unquote(address.removeprefix(_SCHEME)) if address.startswith(_SCHEME) else None
