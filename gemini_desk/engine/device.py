"""Where a model runs and in which dtype, with the reason in a sentence."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gemini_desk.errors import ModelLoadError, OutOfMemoryError
from gemini_desk.models.quantisation import estimated_bytes
from gemini_desk.sizes import gigabytes_text

if TYPE_CHECKING:
    import torch

    from gemini_desk.engine.events import LoadRequest

# Beside the weights: activations, keys and values, the libraries' own workspaces.
_ROOM_FACTOR = 1.15
# On a processor, checkpoints up to this size run in float32: as fast as bfloat16 or faster,
# exact, and small all the same. Larger ones gain from half the memory traffic.
_SMALL_PARAMETERS = 500_000_000


@dataclass(frozen=True, slots=True)
class DeviceChoice:
    """Where a model goes.

    Attributes:
        device: For instance `cuda:0`, `mps`, `xpu:0` or `cpu`.
        dtype: Of the weights.
        reason: Why, one sentence for a person.
    """

    device: str
    dtype: torch.dtype
    reason: str


def choose_device(
    request: LoadRequest, *, parameters: int, checkpoint_dtype: torch.dtype
) -> DeviceChoice:
    """Choose the device and dtype for a checkpoint.

    Args:
        request: What the person asked for; `auto` leaves the choice to us.
        parameters: Numbers in the weights.
        checkpoint_dtype: Of the weights on disk.

    Raises:
        ModelLoadError: The device or dtype that was asked for is not there.
        OutOfMemoryError: The weights cannot fit into this machine's memory.
    """
    wanted_dtype = _dtype_named(request.dtype)
    if request.device != "auto":
        device = _require_device(request.device)
        reason = f"{device} was asked for."
    else:
        device, reason = _best_device()
    dtype = wanted_dtype or _dtype_for(device, parameters, checkpoint_dtype)
    weights = estimated_bytes(parameters, request.quantisation, dtype.itemsize)
    needed = int(weights * _ROOM_FACTOR)
    free = free_memory_bytes(device)
    spread = request.offload == "auto"
    may_move = request.device == "auto" and device != "cpu" and not spread
    if may_move and free is not None and needed > free:
        reason = (
            f"The model needs {gigabytes_text(needed)}, the graphics card has "
            f"{gigabytes_text(free)} free, so it runs on the processor."
        )
        device = "cpu"
        dtype = wanted_dtype or _dtype_for(device, parameters, checkpoint_dtype)
        weights = estimated_bytes(parameters, request.quantisation, dtype.itemsize)
    if device == "cpu" and not spread:
        _check_main_memory(weights)
    return DeviceChoice(device, dtype, reason)


def free_memory_bytes(device: str) -> int | None:
    """Memory that is free on `device` now, in bytes; None where it cannot be told."""
    import torch

    if device.startswith("cuda"):
        return int(torch.cuda.mem_get_info(device)[0])
    if device.startswith("xpu"):
        return int(torch.xpu.mem_get_info(device)[0])
    if device == "mps":
        return torch.mps.recommended_max_memory() - torch.mps.driver_allocated_memory()
    return _available_main_memory()


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
        if parameters <= _SMALL_PARAMETERS or not _processor_has_bfloat16():
            fits = parameters * 4 * _ROOM_FACTOR < (_available_main_memory() or float("inf"))
            return torch.float32 if fits else torch.bfloat16
        return torch.bfloat16
    if checkpoint_dtype is torch.float32 and parameters <= _SMALL_PARAMETERS:
        return torch.float32
    if device.startswith("cuda") and not torch.cuda.is_bf16_supported(including_emulation=False):
        return torch.float16
    return torch.bfloat16


def _processor_has_bfloat16() -> bool:
    """Whether oneDNN has bfloat16 products for this processor (AVX-512 or AMX, Arm's bf16)."""
    import torch

    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())  # noqa: SLF001 - no public name


def _check_main_memory(needed: int) -> None:
    """Refuse weights that are larger than the machine's whole memory.

    Raises:
        OutOfMemoryError: They are.
    """
    total = _total_main_memory()
    if total is not None and needed > total:
        raise OutOfMemoryError(
            f"The model's weights take {gigabytes_text(needed)}, this machine has "
            f"{gigabytes_text(total)} of memory.",
            hint="Choose a smaller model.",
        )


def _available_main_memory() -> int | None:
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:  # noqa: PTH123 - no Path needed
            for line in lines:
                if line.startswith("MemAvailable:"):
                    available = int(line.split()[1]) * 1024
                    left = _left_to_this_process()
                    return available if left is None else min(available, left)
    except OSError:
        return None
    return None


def _left_to_this_process() -> int | None:
    """What the system's limit for this process leaves it (`ulimit -v`); most have none."""
    import resource

    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    if limit == resource.RLIM_INFINITY:
        return None
    with open("/proc/self/statm", encoding="ascii") as figures:  # noqa: PTH123 - no Path needed
        used = int(figures.read().split()[0]) * resource.getpagesize()
    return max(0, limit - used)


def _total_main_memory() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):  # Windows has no sysconf
        return None
