"""What this machine has: main memory, graphics cards, space on the disk.

Read without torch, so that the window and the command line can tell what fits before any model
is loaded. `read_machine` asks the system and takes a few milliseconds, the first time with an
NVIDIA driver some fifty: not for the GUI thread.
"""

from __future__ import annotations

import logging
import os
import platform
import shutil
from dataclasses import dataclass
from pathlib import Path

from gemini_desk.models.memory_limits import (
    Room,
    control_group_room,
    number_in,
    process_room,
    tightest,
)

logger = logging.getLogger(__name__)

_CPU_FLAGS = Path("/proc/cpuinfo")
_AMD_CARDS = Path("/sys/class/drm")
# What macOS lets a graphics processor have of the memory that it shares.
_METAL_SHARE = 0.75


@dataclass(frozen=True, slots=True)
class Gpu:
    """A graphics card that torch can use.

    Attributes:
        name: What people call it, for instance `RTX 4070`.
        kind: `cuda`, which AMD's cards are called as well, or `mps`.
        total_bytes: Its memory.
        free_bytes: What of it nobody uses now.
        own_bytes: What this process uses of it: a model that is loaded, which goes before the
            next one comes.
    """

    name: str
    kind: str
    total_bytes: int
    free_bytes: int
    own_bytes: int = 0

    @property
    def available_bytes(self) -> int:
        """What a model could have, once the one that is loaded is gone."""
        return min(self.free_bytes + self.own_bytes, self.total_bytes)


@dataclass(frozen=True, slots=True)
class Machine:
    """What a model could run on.

    Attributes:
        main_memory_total_bytes: Main memory.
        main_memory_free_bytes: What of it programs could have now.
        gpus: Graphics cards, in the driver's order.
        disk_free_bytes: Space where models are kept.
        main_memory_own_bytes: What a model that this process has loaded takes of it.
        has_bfloat16: The processor multiplies bfloat16; without that, weights are kept in
            float32 where there is room.
    """

    main_memory_total_bytes: int
    main_memory_free_bytes: int
    gpus: tuple[Gpu, ...] = ()
    disk_free_bytes: int = 0
    main_memory_own_bytes: int = 0
    has_bfloat16: bool = True

    @property
    def main_memory_available_bytes(self) -> int:
        """What a model could have, once the one that is loaded is gone."""
        free = self.main_memory_free_bytes + self.main_memory_own_bytes
        return min(free, self.main_memory_total_bytes)

    @property
    def device_kinds(self) -> frozenset[str]:
        """What torch would call its devices."""
        return frozenset({"cpu", *(gpu.kind for gpu in self.gpus)})


def read_machine(models_dir: Path | None = None, *, loaded_bytes: int = 0) -> Machine:
    """What this machine has now.

    Args:
        models_dir: Where models are kept, there already or not; by default the hub's cache.
        loaded_bytes: What a model that this process has in main memory takes.
    """
    from gemini_desk.models.hub_cache import default_hub_dir

    memory = main_memory()
    total, free = memory.total_bytes, memory.free_bytes
    return Machine(
        main_memory_total_bytes=total,
        main_memory_free_bytes=free,
        gpus=_nvidia_cards() or _amd_cards() or _metal(total, free),
        disk_free_bytes=_disk_free_bytes(models_dir or default_hub_dir()),
        main_memory_own_bytes=loaded_bytes,
        has_bfloat16=_has_bfloat16(),
    )


def main_memory() -> Room:
    """Main memory now, within the limits of containers, sessions and this process (`ulimit`)."""
    import psutil

    memory = psutil.virtual_memory()
    machine = Room(int(memory.total), int(memory.available))
    limits = [room for room in (control_group_room(), process_room()) if room is not None]
    return tightest([machine, *limits]) or machine


def _nvidia_cards() -> tuple[Gpu, ...]:
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    try:
        import pynvml
    except ImportError:
        return ()
    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError as error:  # no driver, or no card
        logger.debug("No NVIDIA card: %s", error)
        return ()
    try:
        cards = [
            _nvidia_card(pynvml.nvmlDeviceGetHandleByIndex(index))
            for index in range(pynvml.nvmlDeviceGetCount())
        ]
    except pynvml.NVMLError as error:
        logger.info("The NVIDIA driver does not answer: %s", error)
        return ()
    finally:
        pynvml.nvmlShutdown()
    if visible is None:
        return tuple(cards)
    chosen = [part.strip() for part in visible.split(",")]
    if not all(part.isdecimal() for part in chosen if part):
        return () if chosen == ["-1"] else tuple(cards)  # named by UUID: torch will tell
    return tuple(cards[int(part)] for part in chosen if part and int(part) < len(cards))


def _nvidia_card(handle: object) -> Gpu:
    import pynvml

    memory = pynvml.nvmlDeviceGetMemoryInfo(handle)
    name = pynvml.nvmlDeviceGetName(handle)
    own = 0
    try:
        for process in pynvml.nvmlDeviceGetComputeRunningProcesses(handle):
            if process.pid == os.getpid():
                own = int(process.usedGpuMemory or 0)
    except pynvml.NVMLError:
        pass  # drivers in containers do not tell whose memory is whose
    short = str(name).removeprefix("NVIDIA ").removeprefix("GeForce ")
    return Gpu(short, "cuda", int(memory.total), int(memory.free), own)


def _amd_cards() -> tuple[Gpu, ...]:
    """Cards of the amdgpu driver, which lists them as files."""
    cards = []
    for folder in sorted(_AMD_CARDS.glob("card*/device")):
        total = number_in(folder / "mem_info_vram_total")
        used = number_in(folder / "mem_info_vram_used")
        if total is not None and used is not None:
            try:
                name = (folder / "product_name").read_text(encoding="utf-8").strip()
            except OSError:
                name = ""
            cards.append(Gpu(name or "AMD graphics card", "cuda", total, max(total - used, 0)))
    return tuple(cards)


def _metal(total: int, free: int) -> tuple[Gpu, ...]:
    """The graphics processor of Apple's chips, which shares the main memory."""
    if platform.system() != "Darwin" or platform.machine() != "arm64":
        return ()
    share = int(total * _METAL_SHARE)
    return (Gpu("Apple graphics processor", "mps", share, min(free, share)),)


def _has_bfloat16() -> bool:
    """Whether oneDNN has bfloat16 products for this processor; True where nobody tells."""
    try:
        flags = _CPU_FLAGS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return True
    listed = next(
        (line for line in flags.splitlines() if line.startswith(("flags", "Features"))), ""
    ).split()
    if not listed:
        return True
    return {"avx512bw", "avx512vl", "avx512dq"} <= set(listed) or "bf16" in listed


def _disk_free_bytes(folder: Path) -> int:
    for path in (folder, *folder.parents):
        try:
            return shutil.disk_usage(path).free
        except OSError:
            continue  # not made yet
    return 0
