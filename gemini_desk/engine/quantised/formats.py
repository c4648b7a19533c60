"""What checkpoints bring themselves: FP8, GPTQ, AWQ and so on, as their config says.

transformers loads them, most with a package of their own; what is missing is told before the
weights are read.
"""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any, NamedTuple

from gemini_desk.errors import ModelLoadError, UnsupportedModelError
from gemini_desk.models.quantisation import Quantisation

if TYPE_CHECKING:
    from collections.abc import Mapping


class Format(NamedTuple):
    """A way in which checkpoints are quantised.

    Attributes:
        label: What people call it.
        packages: The modules that transformers needs for it.
        install: What pip calls them.
        device_kinds: Where it runs; empty for everywhere.
    """

    label: str
    packages: tuple[str, ...] = ()
    install: str = ""
    device_kinds: frozenset[str] = frozenset()


_CARDS = frozenset({"cuda", "xpu"})
_FORMATS: Mapping[str, Format] = {
    # Without a card that computes in it, transformers turns it back while it loads.
    "fp8": Format("FP8"),
    "gptq": Format("GPTQ", ("gptqmodel",), "gptqmodel"),
    "awq": Format("AWQ", ("gptqmodel",), "gptqmodel"),
    "compressed-tensors": Format(
        "compressed-tensors", ("compressed_tensors",), "compressed-tensors"
    ),
    "bitsandbytes": Format("bitsandbytes", ("bitsandbytes",), "bitsandbytes"),
    "torchao": Format("torchao", ("torchao",), "torchao"),
    "mxfp4": Format("MXFP4"),
    "hqq": Format("HQQ", ("hqq",), "hqq", _CARDS),
}


def brought_by(config: Any) -> str:
    """How the weights of the checkpoint with `config` are quantised; "" if they are not."""
    found = getattr(config, "quantization_config", None)
    if found is None:
        found = getattr(config.get_text_config(decoder=True), "quantization_config", None)
    if found is None:
        return ""
    method = found.get("quant_method") if isinstance(found, dict) else found.quant_method
    return str(getattr(method, "value", method) or "in an unknown way")


def require_format(method: str, name: str, device: str, wanted: Quantisation) -> None:
    """Check that a checkpoint that brings its own quantisation can be loaded here.

    Args:
        method: What `brought_by` says; "" is always good.
        name: The checkpoint's.
        device: Where it is to run.
        wanted: What was asked for beside it.

    Raises:
        UnsupportedModelError: A package is missing, or the device cannot do it.
        ModelLoadError: It was to be quantised again.
    """
    if not method:
        return
    known = _FORMATS.get(method)
    label = known.label if known is not None else method
    if wanted is not Quantisation.NONE:
        raise ModelLoadError(
            f"The weights of {name} are quantised already ({label}).",
            hint="Choose full precision in the model's options: it then stays as it is.",
        )
    if known is None:  # transformers knows more than this list, and says what it lacks
        return
    if any(importlib.util.find_spec(package) is None for package in known.packages):
        raise UnsupportedModelError(
            f"The weights of {name} are quantised with {label}, which needs the Python package "
            f"{known.install}.",
            hint=f"Install it with: pip install {known.install}. Or choose the model's copy that "
            "is not quantised, and load it with 8 or 4 bits.",
        )
    if known.device_kinds and device.partition(":")[0] not in known.device_kinds:
        raise UnsupportedModelError(
            f"The weights of {name} are quantised with {label}, which needs a graphics card.",
            hint="Choose the model's copy that is not quantised; 8 and 4 bits work here.",
        )
