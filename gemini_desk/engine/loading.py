"""Loading a checkpoint folder: config, processor, weights; safetensors only, no foreign code."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gemini_desk.engine.adapters import Adapters, check_own_adapter, load_adapters
from gemini_desk.engine.backend import LoadCancelledError
from gemini_desk.engine.device import DeviceChoice, choose_device
from gemini_desk.engine.events import LoadProgress
from gemini_desk.engine.families import Family, family_of
from gemini_desk.engine.library_loading import import_libraries
from gemini_desk.engine.loading_bar import watched_loading
from gemini_desk.engine.offloading import placement
from gemini_desk.engine.out_of_memory import is_out_of_memory
from gemini_desk.engine.processor_threads import set_processor_threads
from gemini_desk.engine.quantised.choosing import require_quantisation
from gemini_desk.engine.quantised.formats import brought_by, require_format
from gemini_desk.engine.quantised.on_loading import quantisation_config
from gemini_desk.errors import DamagedModelError, UnsupportedModelError
from gemini_desk.models import checkpoint_folder
from gemini_desk.models.quantisation import Quantisation
from gemini_desk.models.sheet_reading import try_to_read_sheet

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from pathlib import Path

    from gemini_desk.engine.events import LoadRequest

logger = logging.getLogger(__name__)

_FROM_FOLDER = {"local_files_only": True, "trust_remote_code": False}
_TOKENIZER_FILES = ("tokenizer.*", "vocab*", "*.model", "*.tiktoken", "tekken.json")
_DOWNLOAD_HINT = "Download or copy the whole model folder again."
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
    config = _load_config(folder)
    family = family_of(config.model_type)
    if family.answering_part is None:
        model_class = _model_class_for(config)
    else:
        model_class, config = family.answering_part(config)
    brought = brought_by(config)
    enter("Preparing text, pictures and sound", _PROCESSOR)
    processor = _load_processor(folder)
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
        model = _load_model(model_class, folder, config, choice, request.quantisation, options)
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


def _load_config(folder: Path) -> Any:
    from transformers import AutoConfig

    raw = checkpoint_folder.read_config(folder)
    if not raw:
        raise DamagedModelError(
            f"{folder.name} has no config.json that can be read.", hint=_DOWNLOAD_HINT
        )
    try:
        return AutoConfig.from_pretrained(folder, **_FROM_FOLDER)
    # Each library version says it differently that it does not know a model.
    except (ValueError, KeyError, ImportError, AttributeError, TypeError, OSError) as error:
        logger.info("The config cannot be used: %s", error)
        raise _unknown_architecture(raw) from error


def _unknown_architecture(raw_config: dict[str, Any]) -> UnsupportedModelError:
    import transformers

    name = raw_config.get("model_type") or "without a name"
    if "auto_map" in raw_config:
        return UnsupportedModelError(
            f"The architecture {name!r} comes with its own program code, which is never run here.",
            hint="Choose a model that transformers knows by itself.",
        )
    return UnsupportedModelError(
        f"The architecture {name!r} is not known to transformers {transformers.__version__}.",
        hint="Choose another model, or update Gemini Desk.",
    )


def _model_class_for(config: Any) -> Any:
    """The first class that answers with text: multimodal, then image and text, then text."""
    from transformers import AutoModelForCausalLM, AutoModelForImageTextToText
    from transformers.models.auto import modeling_auto

    multimodal = getattr(modeling_auto, "AutoModelForMultimodalLM", None)
    for auto_class in (multimodal, AutoModelForImageTextToText, AutoModelForCausalLM):
        if (
            auto_class is not None
            and type(config) in auto_class._model_mapping  # noqa: SLF001 - no public name
            and not config.is_encoder_decoder
        ):
            return auto_class
    raise UnsupportedModelError(
        f"Models of the type {config.model_type!r} do not chat.",
        hint="Choose a chat model, for instance one whose name ends with -it or -Instruct.",
    )


def _load_processor(folder: Path) -> Any:
    """The processor, or the tokenizer where there is none.

    Raises:
        DamagedModelError: Neither can be loaded.
        UnsupportedModelError: It needs a Python package that is missing.
    """
    from transformers import AutoProcessor, AutoTokenizer

    if not any(any(folder.glob(pattern)) for pattern in _TOKENIZER_FILES):
        # transformers would make up a tokenizer that knows no words.
        raise DamagedModelError(f"{folder.name} has no tokenizer.", hint=_DOWNLOAD_HINT)
    failures: list[Exception] = []
    for auto_class in (AutoProcessor, AutoTokenizer):
        try:
            processor = auto_class.from_pretrained(folder, **_FROM_FOLDER)
        except ImportError as error:
            raise UnsupportedModelError(
                f"{folder.name} needs a Python package that is not installed.",
                hint=str(error).strip().splitlines()[-1],
            ) from error
        # A damaged file shows itself as any of these, by where it is damaged.
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            logger.info("%s: %s", auto_class.__name__, error)
            failures.append(error)
            continue
        tokenizer = getattr(processor, "tokenizer", processor)
        if tokenizer is not None:
            # Some processors leave the template to their tokenizer, and do not look there.
            processor.chat_template = processor.chat_template or tokenizer.chat_template
            return processor
    raise DamagedModelError(
        f"{folder.name} has no processor and no tokenizer that can be read.", hint=_DOWNLOAD_HINT
    ) from failures[0]


def _load_model(
    model_class: Any,
    folder: Path,
    config: Any,
    choice: DeviceChoice,
    quantisation: Quantisation,
    options: dict[str, Any],
) -> Any:
    from safetensors import SafetensorError

    if quantisation is not Quantisation.NONE:
        options["quantization_config"] = quantisation_config(quantisation)
        # Experts of their own kernels want whole weights; one after the other takes its part.
        options["experts_implementation"] = "eager"
    try:
        model, report = model_class.from_pretrained(
            folder,
            config=config,
            dtype=choice.dtype,
            use_safetensors=True,
            output_loading_info=True,
            **options,
            **_FROM_FOLDER,
        )
    except ImportError as error:
        raise UnsupportedModelError(
            f"{folder.name} needs a Python package that is not installed.",
            hint=str(error).strip().splitlines()[-1],
        ) from error
    except (SafetensorError, OSError, KeyError, ValueError) as error:
        if is_out_of_memory(error):
            raise MemoryError(str(error)) from None
        raise DamagedModelError(
            f"The weights of {folder.name} cannot be read ({error}).", hint=_DOWNLOAD_HINT
        ) from error
    except RuntimeError as error:
        if is_out_of_memory(error):
            raise
        raise DamagedModelError(
            f"The weights of {folder.name} do not fit its config.json.", hint=_DOWNLOAD_HINT
        ) from error
    # transformers fills what is missing with random numbers and goes on.
    missing = sorted(report["missing_keys"])
    if missing:
        raise DamagedModelError(
            f"{len(missing)} weights of {folder.name} are missing, for instance {missing[0]}.",
            hint=_DOWNLOAD_HINT,
        )
    return model.eval()


def _checkpoint_dtype(config: Any, name_on_disk: str) -> Any:
    """The dtype that the checkpoint was made for: its config's, else that of its weights."""
    import torch

    for candidate in (getattr(config, "dtype", None), name_on_disk):
        dtype = getattr(torch, candidate, None) if isinstance(candidate, str) else candidate
        if isinstance(dtype, torch.dtype) and dtype.is_floating_point:
            return dtype
    return torch.float32
