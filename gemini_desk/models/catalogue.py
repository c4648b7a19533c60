"""The catalogue: aliases, and what is on this machine.

Nothing here opens a socket, except `resolve` with `offline=False` for a model that is not
in the cache yet. Every function reads the disk: not for the GUI thread.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from gemini_desk import paths
from gemini_desk.errors import DamagedModelError, ModelNotFoundError
from gemini_desk.models import checkpoint_folder, hub_cache
from gemini_desk.models.known_models import find_known

if TYPE_CHECKING:
    from gemini_desk.models.checkpoint_folder import Modality

STARTER = "starter"

# By size, after the tiers of the Gemini family.
ALIASES = MappingProxyType(
    {
        "nano": "google/gemma-4-E2B-it",
        "nano-2": "google/gemma-4-E4B-it",
        "pro": "google/gemma-4-12B-it",
        "ultra": "google/gemma-4-31B-it",
    }
)


def hub_id_of(name: str) -> str:
    """The repository of the hub that a person means by `name`; "" if it names none for sure.

    A word without an organisation is rather a slip of the pen than one of the hub's oldest models.
    """
    repo_id = ALIASES.get(name.strip().casefold(), name.strip())
    return repo_id if "/" in repo_id and hub_cache.is_hub_id(repo_id) else ""


def label_of(model: str) -> str:
    """What people call a model: its name in the catalogue, or its own without owner and path."""
    if model == STARTER:
        return "Starter"
    if (known := find_known(model)) is not None:
        return known.name
    return model.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1] or model


@dataclass(frozen=True, slots=True)
class ResolvedModel:
    """A checkpoint folder with whole weights.

    Attributes:
        id: `starter`, the hub id, or the name of the folder.
        path: The folder to load.
        revision: Commit of the hub's repository, "" for the starter and for a folder.
    """

    id: str
    path: Path
    revision: str


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A model on this machine.

    Attributes:
        id: `starter` or the hub id.
        path: The folder to load.
        revision: Commit of the hub's repository, "" for the starter.
        size_bytes: Space that its files take.
        modalities: What it takes, text first.
        model_type: The family, as its config names it, for instance `gemma4`.
        is_starter: It came with the application.
        complete: All weights are there and whole.
    """

    id: str
    path: Path
    revision: str
    size_bytes: int
    modalities: tuple[Modality, ...]
    model_type: str
    is_starter: bool
    complete: bool


@dataclass(frozen=True, slots=True)
class ModelDetails:
    """What can be told about a model without loading it.

    Attributes:
        id: `starter`, the hub id, or the name of the folder.
        path: The folder.
        revision: Commit of the hub's repository, or "".
        model_type: The family, as its config names it.
        parameters: Numbers in the weights.
        dtype: Of most of them, for instance `bfloat16`.
        context_tokens: Longest prompt plus answer; None if the config does not say.
        modalities: What it takes, text first.
        licence: As the model card names it, or "".
        size_bytes: Space that its files take.
    """

    id: str
    path: Path
    revision: str
    model_type: str
    parameters: int
    dtype: str
    context_tokens: int | None
    modalities: tuple[Modality, ...]
    licence: str
    size_bytes: int


def resolve(model: str, *, offline: bool, hub_dir: Path | None = None) -> ResolvedModel:
    """Find the folder that `model` means.

    An alias goes first, then a folder that exists, then a hub id: transformers looks in
    the same order, and `./name` always means a folder.

    Args:
        model: Alias, hub id, or folder (absolute, relative, or below `~`).
        offline: Never open a socket. Otherwise a model that is missing from the cache, or
            is there only in part, is downloaded, which blocks until it is done.
        hub_dir: The Hugging Face cache; by default the person's own.

    Raises:
        ModelNotFoundError: There is no such model; the hint says what there is.
        DamagedModelError: Its weights are missing, truncated, or of a forbidden kind.
        ModelLoadError: It could not be downloaded.
        StorageError: The disk is full.
    """
    name = model.strip()
    if name.casefold() == STARTER:
        return _resolve_starter()
    name = ALIASES.get(name.casefold(), name)
    folder = Path(name).expanduser()
    if name and folder.is_dir():
        return _resolve_folder(folder)
    if not hub_cache.is_hub_id(name):
        raise _not_found(name, folder, hub_dir)
    cache = hub_dir or hub_cache.default_hub_dir()
    found = _find_in_cache(name, cache)
    if not offline and (found is None or not checkpoint_folder.has_whole_weights(found.path)):
        from gemini_desk.models.download.fetching import fetch

        fetch(name, cache)
        found = _find_in_cache(name, cache)
    if found is None:
        raise _not_found(name, None, cache)
    _check_hub_weights(found)
    return ResolvedModel(found.repo_id, found.path, found.commit)


def list_local(hub_dir: Path | None = None) -> tuple[LocalModel, ...]:
    """The starter, then every model in the hub cache that transformers could load.

    Damaged entries are left out; those whose weights are not whole are listed as
    incomplete.
    """
    models = []
    starter = paths.assets_dir() / STARTER
    if (starter / "config.json").is_file():
        models.append(_describe(STARTER, starter, ""))
    for snapshot in hub_cache.list_snapshots(hub_dir or hub_cache.default_hub_dir()):
        config = checkpoint_folder.read_config(snapshot.path)
        if (
            config
            and checkpoint_folder.can_answer(config)
            and checkpoint_folder.weight_files(snapshot.path)
        ):
            models.append(_describe(snapshot.repo_id, snapshot.path, snapshot.commit))
    return tuple(models)


def info(model: str, hub_dir: Path | None = None) -> ModelDetails:
    """What can be told about `model` without loading it; never opens a socket.

    Raises:
        ModelNotFoundError: There is no such model on this machine.
        DamagedModelError: Its weights are missing, truncated, or of a forbidden kind.
    """
    found = resolve(model, offline=True, hub_dir=hub_dir)
    config = checkpoint_folder.read_config(found.path)
    parameters, dtype = checkpoint_folder.count_parameters(found.path)
    return ModelDetails(
        id=found.id,
        path=found.path,
        revision=found.revision,
        model_type=str(config.get("model_type", "")),
        parameters=parameters,
        dtype=dtype,
        context_tokens=checkpoint_folder.context_tokens(config),
        modalities=checkpoint_folder.modalities(found.path),
        licence=checkpoint_folder.licence(found.path),
        size_bytes=checkpoint_folder.size_bytes(found.path),
    )


def _describe(model_id: str, folder: Path, revision: str) -> LocalModel:
    return LocalModel(
        id=model_id,
        path=folder,
        revision=revision,
        size_bytes=checkpoint_folder.size_bytes(folder),
        modalities=checkpoint_folder.modalities(folder),
        model_type=str(checkpoint_folder.read_config(folder).get("model_type", "")),
        is_starter=model_id == STARTER,
        complete=checkpoint_folder.has_whole_weights(folder),
    )


def _resolve_starter() -> ResolvedModel:
    folder = paths.assets_dir() / STARTER
    if not (folder / "config.json").is_file():
        raise ModelNotFoundError(
            "The starter model is missing from this installation.",
            hint="Install Gemini Desk again, or choose another model.",
        )
    checkpoint_folder.check_weights(folder)
    return ResolvedModel(STARTER, folder, "")


def _resolve_folder(folder: Path) -> ResolvedModel:
    folder = folder.absolute()
    if not checkpoint_folder.read_config(folder):
        raise ModelNotFoundError(
            f"{folder} is not a model: its config.json is missing or damaged.",
            hint="Choose the folder that holds config.json and model.safetensors.",
        )
    checkpoint_folder.check_weights(folder)
    return ResolvedModel(folder.name, folder, "")


def _find_in_cache(repo_id: str, cache: Path) -> hub_cache.Snapshot | None:
    snapshot = hub_cache.find_snapshot(repo_id, cache)
    if snapshot is None or not checkpoint_folder.read_config(snapshot.path):
        return None
    return snapshot


def _check_hub_weights(found: hub_cache.Snapshot) -> None:
    try:
        checkpoint_folder.check_weights(found.path)
    except DamagedModelError as error:
        # A snapshot's folder is named after a commit, which tells a person nothing.
        message = error.message.replace(found.path.name, found.repo_id)
        hint = error.hint
        if checkpoint_folder.weight_files(found.path):
            hint = f"`gemini-desk models pull {found.repo_id}` goes on where its download stopped."
        raise DamagedModelError(message, hint=hint) from None


def _not_found(name: str, folder: Path | None, hub_dir: Path | None) -> ModelNotFoundError:
    local = [model.id for model in list_local(hub_dir) if model.complete]
    hints = []
    known = {*ALIASES, *local, *ALIASES.values()} - {name}
    if similar := difflib.get_close_matches(name, known, n=3, cutoff=0.6):
        hints.append(f"Similar: {', '.join(similar)}.")
    if local:
        hints.append(f"On this machine: {', '.join(local)}.")
    if not name:
        message = "No model was named."
    elif folder is not None:
        message = f"There is no folder {name}."
    else:
        message = f"{name} is not on this machine."
        hints.append(f"Download it with `gemini-desk models pull {name}`.")
    return ModelNotFoundError(message, hint=" ".join(hints))
