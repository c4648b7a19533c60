"""Adapters (LoRA) that a checkpoint brings for what it sees and hears, each in its own folder.

The base model alone answers questions about pictures and sound as well, but wrongly: so a
checkpoint whose adapters cannot be used is refused.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gemini_desk.errors import DamagedModelError, UnsupportedModelError
from gemini_desk.models.safetensors_header import read_header

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gemini_desk.engine.media_encoding import Tensors

logger = logging.getLogger(__name__)

_WEIGHTS = "adapter_model.safetensors"
_CONFIG = "adapter_config.json"
_DOWNLOAD_HINT = "Download or copy the whole model folder again."


@dataclass(frozen=True, slots=True)
class AdapterFolders:
    """Which adapters the checkpoints of a family bring.

    Attributes:
        names: Their folders within the checkpoint.
        chosen: Called with the tensors of all media of a prompt, None if it has none; returns
            the folder of the adapter that reads it and answers, "" for the base model alone.
    """

    names: tuple[str, ...]
    chosen: Callable[[Tensors | None], str]


class Adapters:
    """The adapters of a loaded model. Inference thread only."""

    def __init__(self, model: Any, folders: AdapterFolders) -> None:
        self._model = model
        self._folders = folders
        self._active = folders.names[-1]  # the one that was loaded last
        self._is_on = True
        self.use_for(None)

    def use_for(self, tensors: Tensors | None) -> None:
        """Switch to the adapter for a prompt with these tensors of media."""
        name = self._folders.chosen(tensors)
        if not name:
            if self._is_on:
                self._model.disable_adapters()
        else:
            if not self._is_on:
                self._model.enable_adapters()
            if name != self._active:
                self._model.set_adapter(name)
                self._active = name
        self._is_on = bool(name)


def load_adapters(
    model: Any, folder: Path, folders: AdapterFolders | None, *, is_whole: bool
) -> Adapters | None:
    """Load the adapters that lie beside the weights.

    Args:
        model: The base model, on its device.
        folder: The checkpoint.
        folders: Those of its family; None if there are none.
        is_whole: Whether its weights are neither quantised nor spread over several devices.

    Returns:
        None if the checkpoint brings none: they may have been merged into its weights.

    Raises:
        DamagedModelError: Some are missing, or cannot be read.
        UnsupportedModelError: They cannot be joined with weights that are not whole.
    """
    if folders is None or not any((folder / name).is_dir() for name in folders.names):
        return None
    if not is_whole:
        raise UnsupportedModelError(
            f"{folder.name} brings adapters for what it sees and hears, and these fit only whole "
            "weights on one device.",
            hint="Load it with whole weights, on the processor if need be.",
        )
    for name in folders.names:
        _load(model, folder, name)
    model.eval()
    return Adapters(model, folders)


def check_own_adapter(folder: Path) -> None:
    """Check the adapter that lies among the weights themselves, which transformers joins at once.

    Raises:
        DamagedModelError: Its weights are missing, or are a pickle, which could run any program.
    """
    if (folder / _CONFIG).is_file():
        _check(folder, f"The adapter in {folder.name}")


def _load(model: Any, folder: Path, name: str) -> None:
    path, named = folder / name, f"The adapter {name} of {folder.name}"
    _check(path, named)
    try:
        model.load_adapter(str(path), adapter_name=name)
    except (ValueError, RuntimeError, KeyError, OSError, TypeError) as error:
        raise DamagedModelError(
            f"{named} does not fit its weights.", hint=_DOWNLOAD_HINT
        ) from error
    logger.info("Adapter %s loaded", name)


def _check(path: Path, named: str) -> None:
    if not (path / _CONFIG).is_file() or not (path / _WEIGHTS).is_file():
        raise DamagedModelError(
            f"{named} is not whole: {_CONFIG} or {_WEIGHTS} is missing.", hint=_DOWNLOAD_HINT
        )
    read_header(path / _WEIGHTS)
