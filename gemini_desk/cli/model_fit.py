"""Models and how they fit this machine, as lines and as JSON."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from gemini_desk.models.declared_skills import Declared, read_declared
from gemini_desk.sizes import size_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gemini_desk.models.fit import Fit
    from gemini_desk.models.inventory import ModelEntry
    from gemini_desk.models.machine import Machine

_SAYS = "gemini_desk"  # where a checkpoint's config says what it has learned


def table(
    entries: Sequence[ModelEntry], machine: Machine, columns: int | None = None
) -> Iterator[str]:
    """A line for each model: id, size, what it takes, how it fits.

    Args:
        entries: The models.
        machine: What they could run on.
        columns: Of the terminal; where a line would be longer, each model has two. None for lines
            as long as they are, one for each model, as other programs like them.
    """
    rows = list(_rows(entries, machine))
    widths = [max((len(row[place]) for row in rows), default=0) for place in range(3)]
    lines = [
        f"{name:<{widths[0]}}  {size:>{widths[1]}}  {takes:<{widths[2]}}  {state}".rstrip()
        for name, size, takes, state in rows
    ]
    if columns is None or all(len(line) <= columns for line in lines):
        yield from lines
        return
    for name, *facts in rows:
        yield name
        yield "  " + " · ".join(filter(None, facts))


def wrapped(text: str, columns: int | None, indent: str = "") -> str:
    """Text in lines of a terminal's width; the later ones begin with `indent`."""
    if columns is None:
        return text
    return textwrap.fill(text, columns, subsequent_indent=indent, break_on_hyphens=False)


def _rows(entries: Sequence[ModelEntry], machine: Machine) -> Iterator[tuple[str, str, str, str]]:
    for entry in entries:
        if entry.path is not None and not entry.complete:
            state = "incomplete"
        else:
            found = entry.best_fit(machine)
            state = verdict_words(found) if found is not None else ""
        yield entry.id, size_text(entry.size_bytes), ", ".join(entry.modalities), state


def _declared(entry: ModelEntry) -> Declared:
    from gemini_desk.models.checkpoint_folder import read_config

    return Declared() if entry.path is None else read_declared(read_config(entry.path).get(_SAYS))


def details(entry: ModelEntry, machine: Machine, columns: int | None = None) -> Iterator[str]:
    """What is known about a model, a line for each thing, then how it fits.

    Args:
        entry: The model.
        machine: What it could run on.
        columns: Of the terminal; None for lines as long as they are.
    """
    from gemini_desk.models.fit import fit, ways_for
    from gemini_desk.models.memory_need import DEFAULT_CONTEXT_TOKENS
    from gemini_desk.models.quantisation import FACTS

    context = entry.context_tokens
    rows = {
        "id": entry.id,
        "folder": str(entry.path) if entry.path is not None else "not on this machine",
        "architecture": entry.sheet.model_type if entry.sheet is not None else "–",
        "takes": ", ".join(entry.modalities),
        "parameters": f"{entry.parameters / 1e6:,.1f} M",
        "context": "–" if context is None else f"{context:,} tokens",
        "size": size_text(entry.size_bytes),
        "licence": entry.licence_words or "–",
    }
    if entry.alias:
        rows["alias"] = entry.alias
    declared = _declared(entry)
    if declared.skills is not None:
        rows["learned"] = ", ".join(sorted(declared.skills)) or "nothing yet"
    if declared.abilities:
        rows["in words"] = " ".join(declared.abilities.split())
    width = max(map(len, rows))
    for name, value in rows.items():
        line = f"{name:<{width}}  {value}"
        yield line if name == "folder" else wrapped(line, columns, " " * (width + 2))
    if entry.sheet is None:
        return
    reckoned = min(DEFAULT_CONTEXT_TOKENS, context or DEFAULT_CONTEXT_TOKENS)
    yield f"\nOn this machine, with {reckoned:,} tokens of context:"
    ways = ways_for(entry.sheet, machine)
    wide = max(len(FACTS[way].label) for way in ways)
    for way in ways:
        found = fit(entry.sheet, machine, quantisation=way, context_tokens=reckoned)
        line = f"  {FACTS[way].label:<{wide}}  {found.sentence}"
        yield wrapped(line, columns, " " * (wide + 4))


def plain(entry: ModelEntry, machine: Machine, *, every_way: bool = False) -> dict[str, Any]:
    """A model as plain values, with its best fit or with each."""
    from gemini_desk.models.fit import fit, ways_for
    from gemini_desk.models.memory_need import DEFAULT_CONTEXT_TOKENS

    told: dict[str, Any] = {
        "id": entry.id,
        "name": entry.name,
        "alias": entry.alias,
        "path": str(entry.path) if entry.path is not None else None,
        "complete": entry.complete,
        "is_starter": entry.is_starter,
        "model_type": entry.sheet.model_type if entry.sheet is not None else "",
        "modalities": [str(modality) for modality in entry.modalities],
        "skills": None if (learned := _declared(entry).skills) is None else sorted(learned),
        "parameters": entry.parameters,
        "context_tokens": entry.context_tokens,
        "size_bytes": entry.size_bytes,
        "licence": entry.licence,
    }
    if entry.sheet is None:
        return {**told, "fits": []}
    reckoned = min(DEFAULT_CONTEXT_TOKENS, entry.context_tokens or DEFAULT_CONTEXT_TOKENS)
    if every_way:
        fits = [
            fit(entry.sheet, machine, quantisation=way, context_tokens=reckoned)
            for way in ways_for(entry.sheet, machine)
        ]
    else:
        best = entry.best_fit(machine)
        fits = [best] if best is not None else []
    return {**told, "fits": [_plain_fit(found) for found in fits]}


def verdict_words(found: Fit) -> str:
    """A verdict in a few words."""
    from gemini_desk.models.fit import Verdict
    from gemini_desk.models.quantisation import Quantisation
    from gemini_desk.models.recommendation import way_words

    in_bits = (
        "" if found.quantisation is Quantisation.NONE else f" in {way_words(found.quantisation)}"
    )
    match found.verdict:
        case Verdict.FITS_GPU:
            return f"fits{in_bits}, on the {found.device}"
        case Verdict.FITS_OFFLOADED:
            return f"fits{in_bits}, in part in main memory: slow"
        case Verdict.FITS_CPU:
            return f"fits{in_bits}, on the processor"
        case Verdict.TOO_LARGE:
            return f"too large: needs {size_text(found.need.total_bytes)}"


def _plain_fit(found: Fit) -> dict[str, Any]:
    return {
        "quantisation": str(found.quantisation),
        "context_tokens": found.context_tokens,
        "verdict": str(found.verdict),
        "device": found.device,
        "needs_bytes": found.need.total_bytes,
        "weights_bytes": found.need.weights_bytes,
        "kv_cache_bytes": found.need.kv_cache_bytes,
        "activation_bytes": found.need.activation_bytes,
        "available_bytes": found.available_bytes,
        "sentence": found.sentence,
    }
