"""Loading a checkpoint folder: one part after the other, with progress, until it is cancelled."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gemini_desk.engine.adapters import Adapters, check_own_adapter, load_adapters
from gemini_desk.engine.backend import LoadCancelledError
from gemini_desk.engine.checkpoint_parts import (
    model_class_for,
    read_config,
    read_model,
    read_processor,
)
from gemini_desk.engine.device import DeviceChoice, choose_device
from gemini_desk.engine.events import LoadProgress
from gemini_desk.engine.families import Family, family_of
from gemini_desk.engine.library_loading import import_libraries
from gemini_desk.engine.loading_bar import watched_loading
from gemini_desk.engine.offloading import placement
from gemini_desk.engine.processor_threads import set_processor_threads
from gemini_desk.engine.quantised.choosing import require_quantisation
from gemini_desk.engine.quantised.formats import brought_by, require_format
from gemini_desk.models import checkpoint_folder
from gemini_desk.models.quantisation import Quantisation
from gemini_desk.models.sheet_reading import try_to_read_sheet

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from pathlib import Path

    from gemini_desk.engine.events import LoadRequest

logger = logging.getLogger(__name__)

# Shares of the bar; reading weights is nearly all of it for all but the smallest models.
_LIBRARIES, _CONFIG, _PROCESSOR, _WEIGHTS = 0.0, 0.1, 0.12, 0.2


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """A loaded checkpoint.

    Attributes:
        model: The model, on its device, in evaluation mode.
        config: Its config.
        family: What its family does differently.
        processor: Its processor, or the tokenizer of a model for text.
        choice: Where it runs.
        parameter_count: Numbers in its weights.
        quantisation: How they are kept: a `Quantisation`, or what the checkpoint brought;
            "" for whole.
        adapters: What it brings for what it sees and hears; None if nothing.
    """

    model: Any
    config: Any
    family: Family
    processor: Any
    choice: DeviceChoice
    parameter_count: int
    quantisation: str = ""
    adapters: Adapters | None = None


def load_checkpoint(
    folder: Path,
    request: LoadRequest,
    progress: Callable[[LoadProgress], None],
    cancel: threading.Event,
) -> Checkpoint:
    """Load what lies in `folder`.

    Raises:
        LoadCancelledError: `cancel` was set.
        DamagedModelError: Files are missing or damaged.
        UnsupportedModelError: transformers does not know the architecture.
        ModelLoadError: The device or dtype that was asked for is not there.
        OutOfMemoryError: The weights are larger than the memory.
    """

    def check() -> None:
        if cancel.is_set():
            raise LoadCancelledError

    def enter(stage: str, fraction: float) -> None:
        check()
        progress(LoadProgress(stage, fraction))

    enter("Starting the libraries", _LIBRARIES)
    import_libraries(check)
    from transformers.utils import logging as transformers_logging

    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    checkpoint_folder.check_weights(folder)
    check_own_adapter(folder)
    enter("Reading the configuration", _CONFIG)
    config = read_config(folder)
    family = family_of(config.model_type)
    if family.answering_part is None:
        model_class = model_class_for(config)
    else:
        model_class, config = family.answering_part(config)
    brought = brought_by(config)
    enter("Preparing text, pictures and sound", _PROCESSOR)
    processor = read_processor(folder)
    if family.make_processor is not None:
        processor = family.make_processor(processor, folder)
    parameters, dtype_name = checkpoint_folder.count_parameters(folder)
    sheet = try_to_read_sheet(folder)
    choice = choose_device(
        request,
        sheet,
        parameters=parameters,
        checkpoint_dtype=_checkpoint_dtype(config, dtype_name),
    )
    require_quantisation(request.quantisation, choice.device)
    require_format(brought, folder.name, choice.device, request.quantisation)
    options, choice = placement(request, choice, sheet)
    set_processor_threads(parameters)
    enter("Reading the weights", _WEIGHTS)

    def on_weight(share: float) -> None:
        enter("Reading the weights", _WEIGHTS + share * (1.0 - _WEIGHTS))

    with watched_loading(on_weight):
        model = read_model(model_class, folder, config, choice, request.quantisation, options)
    check()
    if family.answering_part is not None:
        parameters = model.num_parameters()  # less than what lies in the files
    wanted = request.quantisation
    kept_as = "" if wanted is Quantisation.NONE else wanted.value
    if getattr(model, "hf_quantizer", None) is not None:
        kept_as = kept_as or brought
    is_whole = not kept_as and options.get("device_map") != "auto"
    adapters = load_adapters(model, folder, family.adapters, is_whole=is_whole)
    return Checkpoint(model, config, family, processor, choice, parameters, kept_as, adapters)


def _checkpoint_dtype(config: Any, name_on_disk: str) -> Any:
    """The dtype that the checkpoint was made for: its config's, else that of its weights."""
    import torch

    for candidate in (getattr(config, "dtype", None), name_on_disk):
        dtype = getattr(torch, candidate, None) if isinstance(candidate, str) else candidate
        if isinstance(dtype, torch.dtype) and dtype.is_floating_point:
            return dtype
    return torch.float32
