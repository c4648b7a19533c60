"""The parts of a checkpoint folder, through transformers: safetensors only, no foreign code."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from gemini_desk.engine.missing_packages import package_missing
from gemini_desk.engine.out_of_memory import is_out_of_memory
from gemini_desk.engine.quantised.on_loading import quantisation_config
from gemini_desk.errors import DamagedModelError, UnsupportedModelError
from gemini_desk.models import checkpoint_folder
from gemini_desk.models.quantisation import Quantisation

if TYPE_CHECKING:
    from pathlib import Path

    from gemini_desk.engine.device import DeviceChoice

logger = logging.getLogger(__name__)

_FROM_FOLDER = {"local_files_only": True, "trust_remote_code": False}
_TOKENIZER_FILES = ("tokenizer.*", "vocab*", "*.model", "*.tiktoken", "tekken.json")
_DOWNLOAD_HINT = "Download or copy the whole model folder again."


def read_config(folder: Path) -> Any:
    """The config.

    Raises:
        DamagedModelError: There is none that can be read.
        UnsupportedModelError: transformers does not know the architecture.
    """
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


def model_class_for(config: Any) -> Any:
    """The first class that answers with text: multimodal, then image and text, then text.

    Raises:
        UnsupportedModelError: There is none.
    """
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


def read_processor(folder: Path) -> Any:
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
            raise package_missing(folder.name, error) from error
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


def read_model(
    model_class: Any,
    folder: Path,
    config: Any,
    choice: DeviceChoice,
    quantisation: Quantisation,
    options: dict[str, Any],
) -> Any:
    """The model with its weights, in evaluation mode.

    Args:
        model_class: Of transformers.
        folder: The checkpoint.
        config: Its config.
        choice: Where it runs, and in which dtype.
        quantisation: How the weights are kept.
        options: More for `from_pretrained`, for instance how it is spread over devices.

    Raises:
        DamagedModelError: Weights are missing or damaged.
        UnsupportedModelError: It needs a Python package that is missing.
        MemoryError: There is not enough.
    """
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
        raise package_missing(folder.name, error) from error
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
