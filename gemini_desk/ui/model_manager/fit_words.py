"""A verdict for people: a word, an icon, a colour. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gemini_desk.models.fit import Fit, Verdict
from gemini_desk.models.quantisation import Quantisation
from gemini_desk.models.recommendation import takes_text
from gemini_desk.sizes import size_text

if TYPE_CHECKING:
    from gemini_desk.models.inventory import ModelEntry

# In lists there is room for a word or two.
_SHORT = {
    Quantisation.NONE: "",
    Quantisation.INT8: "8 bits",
    Quantisation.INT4: "4 bits",
    Quantisation.NF4: "NF4",
}


class FitBadge(NamedTuple):
    """How a verdict is shown.

    Attributes:
        text: In a word or two.
        icon_name: Beside it, so that colour is not the only sign.
        colour: Field of `Colours`.
    """

    text: str
    icon_name: str
    colour: str


def fit_badge(found: Fit | None) -> FitBadge:
    """How `found` is shown; None where it is not known what a model needs."""
    if found is None:
        return FitBadge("Not known", "help", "muted")
    way = _SHORT[found.quantisation]
    match found.verdict:
        case Verdict.FITS_GPU:
            return FitBadge(f"Fits in {way}" if way else "Fits", "check", "success")
        case Verdict.FITS_CPU:
            return FitBadge(f"Fits in {way}" if way else "Fits", "chip", "success")
        case Verdict.FITS_OFFLOADED:
            return FitBadge("Fits in part", "warning", "warning")
        case Verdict.TOO_LARGE:
            return FitBadge("Too large", "close", "danger")


def context_text(tokens: int | None) -> str:
    """A length of context, for instance `128K`."""
    if tokens is None:
        return "–"
    return f"{tokens // 1024}K" if tokens >= 1024 else str(tokens)


def parameters_text(entry: ModelEntry) -> str:
    """How many numbers its weights hold, for instance `8 billion parameters`."""
    if not entry.parameters:
        return ""
    billions = entry.parameters / 1e9
    if billions < 1:
        return f"{entry.parameters / 1e6:.3g} million parameters"
    return f"{billions:.3g} billion parameters"


def facts_text(entry: ModelEntry) -> str:
    """What a model takes, its sizes and its licence, in a line."""
    takes = takes_text(entry.modalities)
    parts = [
        takes[0].upper() + takes[1:],
        parameters_text(entry),
        f"{size_text(entry.size_bytes)} {'on this disk' if entry.path else 'to download'}",
        f"context of {context_text(entry.context_tokens)}",
        f"licence{' ' if entry.licence else ': '}{said}" if (said := entry.licence_words) else "",
        "its terms must be accepted on the hub first" if entry.gated and not entry.path else "",
    ]
    return "  ·  ".join(part for part in parts if part)
