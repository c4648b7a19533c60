"""Which model to use on this machine, and why, in a sentence.

The largest model of the catalogue that fits well: whole on a graphics card with some room left,
or on a processor that can read it fast enough to talk with. The Gemma 4 family comes first,
since it sees and hears at every size that a machine at home can hold; the others are taken
where none of it fits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gemini_desk.models.checkpoint_folder import Modality
from gemini_desk.models.fit import Fit, Verdict, fit, ways_for
from gemini_desk.models.known_models import GEMMA_4, KNOWN_MODELS, KnownModel
from gemini_desk.models.memory_need import DEFAULT_CONTEXT_TOKENS
from gemini_desk.models.memory_sheet import Part
from gemini_desk.models.quantisation import FACTS, Quantisation
from gemini_desk.sizes import gigabytes_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.models.machine import Machine
    from gemini_desk.models.memory_sheet import MemorySheet

# Of what is free, a model that fits well leaves this much for longer conversations and others.
_WELL = 0.9
# Each token reads the weights that it uses once. Main memory gives some 30 GB a second, so this
# makes about four tokens a second, the slowest that one reads along with.
_CPU_BYTES_PER_TOKEN = 7_500_000_000

_TAKES = {Modality.IMAGE: "pictures", Modality.AUDIO: "sound", Modality.VIDEO: "video"}


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The model to use.

    Attributes:
        model: Of the catalogue.
        fit: How it fits.
        why: For people: what it needs, what there is, what it takes.
        runner_up: The next smaller one that fits well, if there is one.
        next_size: What the next larger one would need, for people; "" if there is none.
    """

    model: KnownModel
    fit: Fit
    why: str
    runner_up: KnownModel | None
    next_size: str


def recommend(
    machine: Machine,
    *,
    known: Sequence[KnownModel] = KNOWN_MODELS,
    context_tokens: int = DEFAULT_CONTEXT_TOKENS,
) -> Recommendation | None:
    """The model to use on `machine`; None where nothing of the catalogue fits well."""
    ranked = _ranked(known)
    good = [(model, _good_fit(model.sheet, machine, context_tokens)) for model in ranked]
    found_all = [(model, found) for model, found in good if found is not None]
    # A card answers several times as fast: the processor only where no card holds any of them.
    on_card = [pair for pair in found_all if pair[1].verdict is Verdict.FITS_GPU]
    fitting = iter(on_card or found_all)
    best = next(fitting, None)
    if best is None:
        return None
    model, found = best
    runner_up = next(fitting, None)
    larger = [other for other in ranked[: ranked.index(model)] if other.family == model.family]
    return Recommendation(
        model,
        found,
        why=_why(model, found),
        runner_up=runner_up[0] if runner_up is not None else None,
        next_size=_next_size(larger[-1], machine, context_tokens) if larger else "",
    )


def best_fit(
    sheet: MemorySheet, machine: Machine, context_tokens: int = DEFAULT_CONTEXT_TOKENS
) -> Fit:
    """The way to load a model that loses least and still fits; if none does, the smallest."""
    good = _good_fit(sheet, machine, context_tokens)
    if good is not None:
        return good
    order = list(Verdict)
    fits = (
        fit(sheet, machine, quantisation=way, context_tokens=context_tokens)
        for way in ways_for(sheet, machine)
    )
    return min(fits, key=lambda one: (order.index(one.verdict), one.need.total_bytes))


def takes_text(modalities: Sequence[Modality]) -> str:
    """What a model takes beside text, for instance `takes pictures and sound`."""
    words = [_TAKES[modality] for modality in modalities if modality in _TAKES]
    if not words:
        return "takes text"
    return "takes " + (f"{', '.join(words[:-1])} and {words[-1]}" if words[1:] else words[0])


def way_words(way: Quantisation) -> str:
    """A quantisation within a sentence, for instance `4 bits (NF4)`."""
    return FACTS[way].label.replace(", NF4", " (NF4)").lower().replace("nf4", "NF4")


def _ranked(known: Sequence[KnownModel]) -> list[KnownModel]:
    return sorted(known, key=lambda model: (model.family != GEMMA_4, -model.parameters))


def _good_fit(sheet: MemorySheet, machine: Machine, context_tokens: int) -> Fit | None:
    """Fewer bits on a graphics card before more of them on the processor."""
    fits = [
        fit(sheet, machine, quantisation=way, context_tokens=context_tokens)
        for way in ways_for(sheet, machine)
        if way is not Quantisation.NF4  # hardly smaller than the other four bits, for few machines
    ]
    well = [found for found in fits if found.need.total_bytes <= found.available_bytes * _WELL]
    on_card = (found for found in well if found.verdict is Verdict.FITS_GPU)
    on_processor = (
        found
        for found in well
        if found.verdict is Verdict.FITS_CPU
        and _bytes_per_token(sheet, found) <= _CPU_BYTES_PER_TOKEN
    )
    return next(on_card, None) or next(on_processor, None)


def _bytes_per_token(sheet: MemorySheet, found: Fit) -> int:
    """What one token reads: the layers, of the experts its own, of the words those it chooses."""
    density = found.need.weights_bytes / max(sheet.parameters, 1)
    read = sum(group.values for group in sheet.weights if group.part is Part.TEXT)
    read += sheet.text.hidden * sheet.text.vocabulary
    experts = sum(group.values for group in sheet.weights if group.part is Part.EXPERTS)
    return round((read + experts * sheet.text.active_experts) * density)


def _why(model: KnownModel, found: Fit) -> str:
    way = "" if found.quantisation is Quantisation.NONE else f" in {way_words(found.quantisation)}"
    need, has = gigabytes_text(found.need.total_bytes), gigabytes_text(found.available_bytes)
    if found.verdict is Verdict.FITS_GPU:
        where = f"that are free on the {found.device}"
    else:
        where = "of memory that are free"
    takes = takes_text(model.modalities)
    return f"{model.name}{way}: needs {need} of the {has} {where}; {takes}."


def _next_size(model: KnownModel, machine: Machine, context_tokens: int) -> str:
    found = best_fit(model.sheet, machine, context_tokens)
    way = "" if found.quantisation is Quantisation.NONE else f" in {way_words(found.quantisation)}"
    need = gigabytes_text(found.need.total_bytes / _WELL)
    return f"{model.name}{way} would want {need} free to run well."
