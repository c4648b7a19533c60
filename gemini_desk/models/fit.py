"""Whether a model fits: what it needs in memory (`memory_need.py`), beside what the machine has."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gemini_desk.models.memory_need import (
    DEFAULT_CONTEXT_TOKENS,
    MemoryNeed,
    estimate,
    float32_on_processor,
    usable_bytes,
)
from gemini_desk.models.quantisation import FACTS, Quantisation
from gemini_desk.sizes import gigabytes_text

if TYPE_CHECKING:
    from gemini_desk.models.machine import Gpu, Machine
    from gemini_desk.models.memory_sheet import MemorySheet

_DTYPE_BYTES = {"float32": 4, "bfloat16": 2, "float16": 2}


class Verdict(StrEnum):
    """How a model fits."""

    FITS_GPU = "fits-gpu"
    FITS_OFFLOADED = "fits-offloaded"
    FITS_CPU = "fits-cpu"
    TOO_LARGE = "too-large"


@dataclass(frozen=True, slots=True)
class Fit:
    """How a model fits a machine.

    Attributes:
        verdict: In a word.
        need: What it needs there.
        device: Where it would run, for people.
        available_bytes: What is free there, once a model that is loaded is gone.
        total_bytes: All memory there.
        quantisation: How its weights would be loaded.
        context_tokens: The context that was reckoned with.
        sentence: The verdict, for people.
    """

    verdict: Verdict
    need: MemoryNeed
    device: str
    available_bytes: int
    total_bytes: int
    quantisation: Quantisation
    context_tokens: int
    sentence: str


def cpu_dtype_bytes(sheet: MemorySheet, machine: Machine) -> int:
    """Size of a number on this machine's processor, as the engine would choose it."""
    free, has_bfloat16 = machine.main_memory_available_bytes, machine.has_bfloat16
    return 4 if float32_on_processor(sheet.parameters, free, has_bfloat16=has_bfloat16) else 2


def ways_for(sheet: MemorySheet, machine: Machine) -> tuple[Quantisation, ...]:
    """The quantisations that this model could be loaded in on this machine, best first."""
    if sheet.is_quantised:
        return (Quantisation.NONE,)
    kinds = machine.device_kinds
    return tuple(way for way in Quantisation if FACTS[way].device_kinds & kinds)


def fit(
    sheet: MemorySheet,
    machine: Machine,
    *,
    quantisation: Quantisation = Quantisation.NONE,
    context_tokens: int = DEFAULT_CONTEXT_TOKENS,
    kv_dtype: str = "full",
    device: str = "auto",
    dtype: str = "auto",
    offload: bool = True,
) -> Fit:
    """How `sheet` fits `machine`, loaded as the engine loads it.

    Args:
        sheet: The model.
        machine: What it could run on.
        quantisation: How its weights are loaded.
        context_tokens: Prompt and answer together.
        kv_dtype: `full` for the dtype the model runs in, or `int8`.
        device: `auto`, or the one that was chosen, for instance `cpu` or `cuda:1`.
        dtype: `auto`, or the one that was chosen.
        offload: What does not fit on graphics cards may go to main memory.
    """

    def need_on(kind: str, dtype_bytes: int) -> MemoryNeed:
        return estimate(
            sheet,
            quantisation=quantisation,
            context_tokens=context_tokens,
            kv_dtype=kv_dtype,
            device_kind=kind,
            dtype_bytes=_DTYPE_BYTES.get(dtype, dtype_bytes),
        )

    def told(verdict: Verdict, need: MemoryNeed, where: str, room: tuple[int, int],
             sentence: str) -> Fit:  # fmt: skip
        return Fit(verdict, need, where, *room, quantisation, context_tokens, sentence)

    main = machine.main_memory_available_bytes, machine.main_memory_total_bytes
    kind, cards = device.partition(":")[0], _cards(machine, device)
    gpu = max(cards, key=lambda card: card.available_bytes, default=None)
    here = gpu is not None and gpu.kind in FACTS[quantisation].device_kinds
    if gpu is not None and here:
        need = need_on(gpu.kind, 2)
        room = gpu.available_bytes, gpu.total_bytes
        needs, has = gigabytes_text(need.total_bytes), gigabytes_text(gpu.available_bytes)
        if need.total_bytes <= usable_bytes(gpu.available_bytes):
            sentence = f"Needs {needs} of the {has} that are free on the {gpu.name}."
            return told(Verdict.FITS_GPU, need, gpu.name, room, sentence)
        # Only whole weights are spread: `engine/offloading.py`.
        whole = quantisation is Quantisation.NONE
        together = sum(usable_bytes(card.available_bytes) for card in cards)
        if whole and len(cards) > 1 and need.total_bytes <= together:
            count, has = len(cards), gigabytes_text(together)
            sentence = f"Needs {needs}, spread over {count} graphics cards with {has}."
            room = together, sum(card.total_bytes for card in cards)
            return told(Verdict.FITS_GPU, need, f"{count} graphics cards", room, sentence)
        stays = need.total_bytes - need.weights_bytes
        fits_together = stays < together and need.total_bytes <= together + main[0]
        if whole and gpu.kind == "cuda" and fits_together and offload:
            sentence = (
                f"Needs {needs}; the {gpu.name} has {has} free, so a part of it waits in main "
                "memory and answers come slowly."
            )
            return told(Verdict.FITS_OFFLOADED, need, gpu.name, room, sentence)
        if kind != "auto":
            sentence = f"Needs {needs}; the {gpu.name} has {has} free."
            return told(Verdict.TOO_LARGE, need, "", room, sentence)
    if (kind not in ("auto", "cpu") and gpu is None) or (
        not here and "cpu" not in FACTS[quantisation].device_kinds
    ):
        need = need_on("cpu", 2)
        sentence = f"{FACTS[quantisation].label} needs an NVIDIA graphics card."
        if "cpu" in FACTS[quantisation].device_kinds:
            sentence = "The device that was chosen is not on this machine."
        return told(Verdict.TOO_LARGE, need, "", main, sentence)
    need = need_on("cpu", cpu_dtype_bytes(sheet, machine))
    needs, has = gigabytes_text(need.total_bytes), gigabytes_text(main[0])
    on_processor = "cpu" in FACTS[quantisation].device_kinds
    if on_processor and need.total_bytes <= usable_bytes(main[0]):
        sentence = f"Needs {needs} of the {has} of memory that are free; runs on the processor."
        return told(Verdict.FITS_CPU, need, "processor", main, sentence)
    sentence = f"Needs {needs}; this machine has {has} of memory free."
    if gpu is not None:
        on_card = gigabytes_text(gpu.available_bytes)
        sentence = f"Needs {needs}; the {gpu.name} has {on_card} free, main memory {has}."
    return told(Verdict.TOO_LARGE, need, "", main, sentence)


def _cards(machine: Machine, device: str) -> tuple[Gpu, ...]:
    """The graphics cards that a model may use: all, those of a kind, or a single one."""
    kind, _, index = device.partition(":")
    if kind == "auto":
        return machine.gpus
    cards = tuple(card for card in machine.gpus if card.kind == kind)
    return cards[int(index) : int(index) + 1] if index.isdecimal() else cards
