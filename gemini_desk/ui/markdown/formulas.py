"""Formulas in the HTML of a text: pictures whose address is the formula's source.

Nothing is ever loaded from there: the window draws them (`conversation/formulas/`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from collections.abc import Container

_SCHEME: Final = "formula:"
_PICTURE: Final = re.compile(r'<img [^>]*src="formula:([^"]*)"[^>]*>')


def formula_html(source: str, undrawable: Container[str]) -> str:
    """HTML of a formula with its marks; of one that cannot be drawn, its source as text."""
    from markdown_it.common.utils import escapeHtml

    if source in undrawable:
        return f"<code>{escapeHtml(source)}</code>"
    address = formula_address(source)
    # The first one is invisible: it makes room for what hangs below the baseline.
    return f'<img src="{address}" style="vertical-align:middle" /><img src="{address}" />'


def formula_address(source: str) -> str:
    """The address that stands for a formula."""
    return _SCHEME + quote(source, safe="")


def formula_at(address: str) -> str | None:
    """The formula that an address stands for; None for any other address."""
    return unquote(address.removeprefix(_SCHEME)) if address.startswith(_SCHEME) else None


def formulas_as_text(html: str) -> str:
    """HTML with formulas as their source, for other programs."""
    from markdown_it.common.utils import escapeHtml

    def source_of(picture: re.Match[str]) -> str:
        return "" if "vertical-align" in picture[0] else escapeHtml(unquote(picture[1]))

    return _PICTURE.sub(source_of, html)
