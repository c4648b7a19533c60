r"""Formulas as MathML, from elements and attributes that are known to be harmless.

The converter writes what it is given into its markup: `\text{<script>}` would come out as an
element, `\href` as a link. So its tree is taken, not its text, and written anew.
"""

from __future__ import annotations

import html
import logging
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

logger = logging.getLogger(__name__)

_ELEMENTS: Final = frozenset(
    "math mrow mi mn mo mtext ms mspace mfrac msqrt mroot mstyle merror mpadded mphantom mfenced "
    "menclose msub msup msubsup munder mover munderover mmultiscripts mprescripts none mtable "
    "mtr mtd mlabeledtr".split()
)
_ATTRIBUTES: Final = frozenset(
    "accent accentunder align close columnalign columnlines columnspacing columnspan depth "
    "displaystyle fence frame height largeop linethickness lspace mathcolor mathsize "
    "mathvariant maxsize minsize movablelimits notation open rowalign rowlines rowspacing "
    "rowspan rspace scriptlevel separator separators stretchy symmetric voffset width".split()
)
_DEEPEST: Final = 100


def mathml(tex: str, *, is_display: bool) -> str | None:
    """`tex` as a `math` element, or None if it cannot be converted."""
    from latex2mathml.converter import convert_to_element

    try:
        element = convert_to_element(tex, display="block" if is_display else "inline")
        inner = "".join(piece for child in element for piece in _written(child, 0))
    except Exception:
        # Whatever a model writes: the source is shown instead.
        logger.debug("a formula could not be converted", exc_info=True)
        return None
    if not inner:
        return None
    display = "block" if is_display else "inline"
    return f'<math display="{display}">{inner}</math>'


def _written(element: Element, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        raise ValueError("a formula is nested too deeply")
    known = element.tag in _ELEMENTS and element.tag != "math"
    if known:
        attributes = "".join(
            f' {name}="{_text(value)}"'
            for name, value in element.attrib.items()
            if name in _ATTRIBUTES
        )
        yield f"<{element.tag}{attributes}>"
    yield _text(element.text)
    for child in element:
        yield from _written(child, depth + 1)
    if known:
        yield f"</{element.tag}>"
    yield _text(element.tail)


def _text(text: str | None) -> str:
    """Escaped; the converter's own character references are resolved first."""
    return html.escape(html.unescape(text or ""))
