"""All models that can be told of: those on this machine, then those of the catalogue.

Reads the disk: not for the GUI thread.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gemini_desk.errors import GeminiDeskError
from gemini_desk.models import catalogue, checkpoint_folder
from gemini_desk.models.known_models import KNOWN_MODELS, KnownModel, find_known
from gemini_desk.models.machine import Machine, read_machine
from gemini_desk.models.memory_need import context_to_reckon
from gemini_desk.models.recommendation import Recommendation, best_fit, recommend
from gemini_desk.models.sheet_reading import try_to_read_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.models.checkpoint_folder import Modality
    from gemini_desk.models.fit import Fit
    from gemini_desk.models.memory_sheet import MemorySheet

logger = logging.getLogger(__name__)

_STARTER_SUMMARY = "Came with Gemini Desk: reads printed words, simple shapes and clear speech."


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """A model, on this machine or not.

    Attributes:
        id: What `LoadRequest.model` takes: `starter`, hub id or folder.
        name: What people call it.
        modalities: What it takes, text first.
        licence: As its model card names it, or "".
        size_bytes: On this disk, or of its download.
        parameters: Numbers in its weights; 0 where that is not known.
        context_tokens: Longest prompt plus answer; None where that is not known.
        summary: What it is good for, one sentence, or "".
        sheet: What it needs memory for; None where that cannot be told.
        path: Its folder, if it is on this machine.
        complete: All of its weights are on this machine.
        gated: Its licence must be accepted on the hub before it can be downloaded.
        alias: Tier of the Gemini family that it stands for, or "".
    """

    id: str
    name: str
    modalities: tuple[Modality, ...]
    licence: str
    size_bytes: int
    parameters: int
    context_tokens: int | None
    summary: str
    sheet: MemorySheet | None
    path: Path | None = None
    complete: bool = False
    gated: bool = False
    alias: str = ""

    @property
    def licence_words(self) -> str:
        """Its licence, or where it is told, for a person; "" where nobody knows."""
        if self.licence or self.path is not None:
            return self.licence
        return "see the model's page"

    @property
    def is_starter(self) -> bool:
        """Whether it came with the application."""
        return self.id == catalogue.STARTER

    def best_fit(self, machine: Machine, context_tokens: int | None = None) -> Fit | None:
        """The way to load it that loses least and still fits; None without a sheet."""
        if self.sheet is None:
            return None
        return best_fit(self.sheet, machine, context_to_reckon(self.sheet, context_tokens))


@dataclass(frozen=True, slots=True)
class Inventory:
    """What there is, and what it could run on.

    Attributes:
        entries: Models of this machine, then the others of the catalogue.
        machine: What they could run on.
        recommendation: Which to use; None where none of the catalogue fits well.
    """

    entries: tuple[ModelEntry, ...]
    machine: Machine
    recommendation: Recommendation | None


def take_inventory(hub_dir: Path | None = None, *, loaded_bytes: int = 0) -> Inventory:
    """List everything.

    Args:
        hub_dir: The hub's cache; by default the person's own.
        loaded_bytes: What a model that this process has in main memory takes.
    """
    machine = read_machine(hub_dir, loaded_bytes=loaded_bytes)
    here = [_local_entry(model) for model in catalogue.list_local(hub_dir)]
    ids = {entry.id for entry in here}
    others = [known_entry(known) for known in KNOWN_MODELS if known.id not in ids]
    return Inventory((*here, *others), machine, recommend(machine))


def find_entry(model: str, hub_dir: Path | None = None) -> ModelEntry:
    """The entry for an alias, a hub id or a folder.

    Raises:
        ModelNotFoundError: It is neither on this machine nor in the catalogue.
        DamagedModelError: Its weights are damaged.
    """
    known = find_known(model)
    try:
        details = catalogue.info(model, hub_dir)
    except GeminiDeskError:
        if known is None:
            raise
        return known_entry(known)
    return ModelEntry(
        id=details.id if details.revision or details.id == catalogue.STARTER else str(details.path),
        name=catalogue.label_of(details.id),
        modalities=details.modalities,
        licence=details.licence or (known.licence if known is not None else ""),
        size_bytes=details.size_bytes,
        parameters=details.parameters,
        context_tokens=details.context_tokens,
        summary=_summary(details.id, known),
        sheet=try_to_read_sheet(details.path),
        path=details.path,
        complete=True,
        alias=known.alias if known is not None else "",
    )


def known_entry(known: KnownModel) -> ModelEntry:
    """The entry of a model that is not on this machine."""
    return ModelEntry(
        id=known.id,
        name=known.name,
        modalities=known.modalities,
        licence=known.licence,
        size_bytes=known.download_bytes,
        parameters=known.parameters,
        context_tokens=known.context_tokens,
        summary=known.summary,
        sheet=known.sheet,
        gated=known.gated,
        alias=known.alias,
    )


def _local_entry(model: catalogue.LocalModel) -> ModelEntry:
    known = find_known(model.id)
    sheet = known.sheet if known is not None else None
    if model.complete:
        sheet = try_to_read_sheet(model.path) or sheet
    config = checkpoint_folder.read_config(model.path)
    licence = checkpoint_folder.licence(model.path)
    return ModelEntry(
        id=model.id,
        name=catalogue.label_of(model.id),
        modalities=model.modalities,
        licence=licence or (known.licence if known is not None else ""),
        size_bytes=model.size_bytes,
        parameters=sheet.parameters if sheet is not None else 0,
        context_tokens=checkpoint_folder.context_tokens(config),
        summary=_summary(model.id, known),
        sheet=sheet,
        path=model.path,
        complete=model.complete,
        gated=known.gated if known is not None else False,
        alias=known.alias if known is not None else "",
    )


def _summary(model_id: str, known: KnownModel | None) -> str:
    if model_id == catalogue.STARTER:
        return _STARTER_SUMMARY
    return known.summary if known is not None else ""
