"""Which models are listed: by a filter, and by words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gemini_desk.models.fit import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gemini_desk.models.fit import Fit
    from gemini_desk.models.inventory import ModelEntry
    from gemini_desk.models.recommendation import Recommendation

# Value, text and icon, as a row of choices takes them.
FILTERS: Final = (
    ("here", "Here", ""),
    ("recommended", "Recommended", ""),
    ("fits", "Fits", ""),
    ("everything", "All", ""),
)
# What is said where a filter lists none.
NOTHING: Final = {
    "here": "No model here yet. “All” lists what can be downloaded.",
    "recommended": "No model of the list runs well on this machine. “Fits” lists those that run "
    "at all.",
    "fits": "No model of the list fits this machine. “All” lists every one.",
    "everything": "No model is known.",
}
_GOOD: Final = (Verdict.FITS_GPU, Verdict.FITS_CPU)


def listed(
    entries: Iterable[ModelEntry],
    fits: Mapping[str, Fit | None],
    *,
    chosen: str,
    words: str,
    recommendation: Recommendation | None,
) -> list[ModelEntry]:
    """The entries to list, the recommended one first.

    Args:
        entries: All of them.
        fits: How each fits, by its id.
        chosen: The filter.
        words: All of them must be in what is known of a model.
        recommendation: Which to use.
    """
    wanted_words = words.casefold().split()
    advised = _advised(recommendation)

    def wanted(entry: ModelEntry) -> bool:
        found = fits.get(entry.id)
        match chosen:
            case "here" if entry.path is None:
                return False
            case "recommended" if entry.id not in advised:
                return False
            case "fits" if found is None or found.verdict not in _GOOD:
                return False
        text = f"{entry.name} {entry.id} {entry.alias} {' '.join(entry.modalities)}".casefold()
        return all(word in text for word in wanted_words)

    found = [entry for entry in entries if wanted(entry)]
    if chosen != "here" and advised:
        found.sort(key=lambda entry: entry.id != advised[0])
    return found


def _advised(recommendation: Recommendation | None) -> tuple[str, ...]:
    """The model to use, and the next smaller one that runs well."""
    if recommendation is None:
        return ()
    models = (recommendation.model, recommendation.runner_up)
    return tuple(model.id for model in models if model is not None)
