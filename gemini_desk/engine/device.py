"""Where a model runs and in which dtype, with the reason in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gemini_desk.errors import ModelLoadError, OutOfMemoryError
from gemini_desk.models.machine import main_memory
from gemini_desk.models.memory_limits import control_group_room
from gemini_desk.models.memory_need import (
    SMALL_PARAMETERS,
    MemoryNeed,
    context_to_reckon,
    estimate,
    float32_on_processor,
    usable_bytes,
)
from gemini_desk.models.quantisation import Quantisation
from gemini_desk.sizes import gigabytes_text

if TYPE_CHECKING:
    import torch

    from gemini_desk.engine.events import LoadRequest
    from gemini_desk.models.memory_sheet import MemorySheet


@dataclass(frozen=True, slots=True)
class DeviceChoice:
    """Where a model goes.

    Attributes:
        device: For instance `cuda:0`, `mps`, `xpu:0` or `cpu`.
        dtype: Of the weights.
        reason: Why, one sentence for a person.
        need: What the model needs there; None where its files do not tell.
    """

    device: str
    dtype: torch.dtype
    reason: str
    need: MemoryNeed | None = None


def choose_device(
    request: LoadRequest,
    sheet: MemorySheet | None,
    *,
    parameters: int,
    checkpoint_dtype: torch.dtype,
) -> DeviceChoice:
    """Choose the device and dtype for a checkpoint, by the estimate that the person was shown.

    Args:
        request: What the person asked for; `auto` leaves the choice to us.
        sheet: What the checkpoint needs memory for; None where its files do not tell.
        parameters: Numbers in the weights.
        checkpoint_dtype: Of the weights on disk.

    Raises:
        ModelLoadError: The device or dtype that was asked for is not there.
        OutOfMemoryError: The weights cannot fit into this machine's memory.
    """
    wanted_dtype = _dtype_named(request.dtype)
    if request.device != "auto":
        device = _require_device(request.device)
        reason = f"{'The processor' if device == 'cpu' else device} was chosen."
    else:
        device, reason = _best_device()
    dtype = wanted_dtype or _dtype_for(device, parameters, checkpoint_dtype)
    need = _need(request, sheet, device, dtype)
    may_move = request.device == "auto" and device != "cpu" and request.offload == "never"
    if may_move and need is not None:
        free = _free_on_cards(request, device)
        if free is not None and need.model_bytes > usable_bytes(free):
            reason = (
                f"The model needs {gigabytes_text(need.model_bytes)}, the graphics card has "
                f"{gigabytes_text(free)} free, so it runs on the processor."
            )
            device = "cpu"
            dtype = wanted_dtype or _dtype_for(device, parameters, checkpoint_dtype)
            need = _need(request, sheet, device, dtype)
    if device == "cpu" and need is not None and sheet is not None and request.offload == "never":
        as_stored = dtype.itemsize == sheet.stored_bytes_per_value
        as_stored = as_stored and request.quantisation is Quantisation.NONE
        _check_main_memory(need.weights_bytes, copied=not (as_stored or sheet.is_quantised))
    return DeviceChoice(device, dtype, reason, need)


def usable_cards(request: LoadRequest, device: str) -> tuple[int, ...]:
    """The NVIDIA or AMD cards that one model may lie on, the one that was chosen first.

    Several hold whole weights only; one that was asked for by its number is alone.
    """
    import torch

    kind, _, number = device.partition(":")
    if kind != "cuda":
        return ()
    own = int(number or 0)
    alone = request.device.startswith("cuda:") or request.quantisation is not Quantisation.NONE
    others = [] if alone else [i for i in range(torch.cuda.device_count()) if i != own]
    return (own, *others)


def _need(
    request: LoadRequest, sheet: MemorySheet | None, device: str, dtype: torch.dtype
) -> MemoryNeed | None:
    if sheet is None:
        return None
    return estimate(
        sheet,
        quantisation=request.quantisation,
        context_tokens=context_to_reckon(sheet, request.context_tokens),
        kv_dtype=request.kv_cache,
        device_kind=device.partition(":")[0],
        dtype_bytes=dtype.itemsize,
    )


def _free_on_cards(request: LoadRequest, device: str) -> int | None:
    """Memory that is free on the card, or on all that one model may be spread over."""
    cards = usable_cards(request, device)
    if not cards:
        return free_memory_bytes(device)
    return sum(free_memory_bytes(f"cuda:{index}") or 0 for index in cards)


def free_memory_bytes(device: str) -> int | None:
    """Memory that is free on `device` now, in bytes; None where it cannot be told."""
    import torch

    if device.startswith("cuda"):
        return int(torch.cuda.mem_get_info(device)[0])
    if device.startswith("xpu"):
        return int(torch.xpu.mem_get_info(device)[0])
    if device == "mps":
        return torch.mps.recommended_max_memory() - torch.mps.driver_allocated_memory()
    return main_memory().free_bytes


def _best_device() -> tuple[str, str]:
    import torch

    if torch.cuda.is_available():
        index = max(
            range(torch.cuda.device_count()), key=lambda i: int(torch.cuda.mem_get_info(i)[0])
        )
        return f"cuda:{index}", f"{torch.cuda.get_device_name(index)} is the fastest device here."
    if torch.backends.mps.is_available():
        return "mps", "This Mac's graphics processor is the fastest device here."
    if torch.xpu.is_available():
        return "xpu:0", f"{torch.xpu.get_device_name(0)} is the fastest device here."
    return "cpu", "No graphics card that torch can use was found, so it runs on the processor."


def _require_device(name: str) -> str:
    """The device `name` with its index.

    Raises:
        ModelLoadError: It is not there.
    """
    import torch

    kind, _, index = name.partition(":")
    count = {
        "cpu": 1,
        "cuda": torch.cuda.device_count() if torch.cuda.is_available() else 0,
        "mps": 1 if torch.backends.mps.is_available() else 0,
        "xpu": torch.xpu.device_count() if torch.xpu.is_available() else 0,
    }.get(kind)
    if count is None or (index and not index.isdecimal()):
        raise ModelLoadError(
            f"{name!r} names no device.", hint="Choose auto, cpu, cuda, cuda:1, mps or xpu."
        )
    if int(index or 0) >= count:
        raise ModelLoadError(
            f"There is no device {name} on this machine.",
            hint="Choose auto: it takes the fastest device that is there.",
        )
    return name if kind in ("cpu", "mps") else f"{kind}:{index or 0}"


def _dtype_named(name: str) -> torch.dtype | None:
    """The dtype called `name`; None for `auto`.

    Raises:
        ModelLoadError: There is no such dtype, or none that a model runs in.
    """
    import torch

    choices = {
        "auto": None,
        "float32": torch.float32,
        "bfloat16": torch.bfloat16,
        "float16": torch.float16,
    }
    if name not in choices:
        raise ModelLoadError(
            f"{name!r} is no dtype that models run in.", hint=f"Choose {', '.join(choices)}."
        )
    return choices[name]


def _dtype_for(device: str, parameters: int, checkpoint_dtype: torch.dtype) -> torch.dtype:
    import torch

    if device == "cpu":
        exact = float32_on_processor(
            parameters, main_memory().free_bytes, has_bfloat16=_processor_has_bfloat16()
        )
        return torch.float32 if exact else torch.bfloat16
    if checkpoint_dtype is torch.float32 and parameters <= SMALL_PARAMETERS:
        return torch.float32
    if device.startswith("cuda") and not torch.cuda.is_bf16_supported(including_emulation=False):
        return torch.float16
    return torch.bfloat16


def _processor_has_bfloat16() -> bool:
    """Whether oneDNN has bfloat16 products for this processor (AVX-512 or AMX, Arm's bf16)."""
    import torch

    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())  # noqa: SLF001 - no public name


def _check_main_memory(needed: int, *, copied: bool) -> None:
    """Refuse weights that cannot be held.

    Where a control group is full the system ends the process, without a word. Weights that stay as
    they are in their file are mapped, and make way; what is `copied` does not.

    Raises:
        OutOfMemoryError: They are larger than all there is, or than what a control group leaves.
    """
    total = main_memory().total_bytes
    if needed > total:
        raise OutOfMemoryError(
            f"The model's weights take {gigabytes_text(needed)}, this machine has "
            f"{gigabytes_text(total)} of memory.",
            hint="Choose a smaller model.",
        )
    group = control_group_room() if copied else None
    if group is not None and needed > usable_bytes(group.free_bytes) + _swap_bytes():
        raise OutOfMemoryError(
            f"The model's weights take {gigabytes_text(needed)}, this container or session has "
            f"{gigabytes_text(group.free_bytes)} of memory left.",
            hint="Choose a smaller model, or close other programs in it.",
        )


def _swap_bytes() -> int:
    import psutil

    return int(psutil.swap_memory().free)
