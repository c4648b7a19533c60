"""How a model is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from gemini_desk.models.quantisation import Quantisation

if TYPE_CHECKING:
    from gemini_desk.settings.schema import ServerSettings


@dataclass(frozen=True, slots=True)
class LoadRequest:
    """Load a model; the one that was loaded before is unloaded first.

    Attributes:
        model: Alias, hub id or folder.
        device: `auto`, `cpu`, `cuda`, `cuda:1`, `mps` or `xpu`.
        dtype: `auto`, `float32`, `bfloat16` or `float16`.
        quantisation: How the weights are made smaller while they are read.
        kv_cache: How keys and values are kept: `full`, in the model's dtype, or `int8`.
        offload: Whether what does not fit on the graphics card goes to main memory, and what
            does not fit there to the disk (`auto`), or nowhere (`never`).
        offload_dir: Folder for what goes to the disk; "" for the system's temporary one.
        main_memory_bytes: With `auto`, at most so much of it; None for most of what is free.
        context_tokens: Longest prompt plus answer; None for all that the model takes.
        image_tokens: For each picture, where the model leaves the choice; None for its own.
        audio_tokens: For each clip, the same.
        offline: Only files that are on this machine, and no server.
        server: Where a model `server:NAME/MODEL` answers.
    """

    model: str
    device: str = "auto"
    dtype: str = "auto"
    quantisation: Quantisation = Quantisation.NONE
    kv_cache: Literal["full", "int8"] = "full"
    offload: Literal["never", "auto"] = "never"
    offload_dir: str = ""
    main_memory_bytes: int | None = None
    context_tokens: int | None = None
    image_tokens: int | None = None
    audio_tokens: int | None = None
    offline: bool = True
    server: ServerSettings | None = None
