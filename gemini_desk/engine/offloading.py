"""Several devices for one model: what does not fit on cards goes to main memory, then to the disk.

accelerate places the layers and moves what is elsewhere to where it is computed. From
safetensors the disk costs no space: weights are read from the checkpoint's own files.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gemini_desk.engine.device import free_memory_bytes
from gemini_desk.errors import ModelLoadError
from gemini_desk.models.quantisation import Quantisation, estimated_bytes

if TYPE_CHECKING:
    from gemini_desk.engine.device import DeviceChoice
    from gemini_desk.engine.load_request import LoadRequest

# The rest is for the conversation, for the layers that are moved, and for other programs.
_SHARE_OF_CARD, _SHARE_OF_MEMORY = 0.85, 0.7


def placement(
    request: LoadRequest, choice: DeviceChoice, parameters: int
) -> tuple[dict[str, Any], DeviceChoice]:
    """Where the weights go: options of `from_pretrained`, and the choice as it is then.

    Args:
        request: What the person asked for.
        choice: Where the model runs.
        parameters: Numbers in its weights.

    Raises:
        ModelLoadError: It would have to be spread, and is to be quantised.
    """
    whole = {"device_map": choice.device}
    if request.offload == "never":
        return whole, choice
    room = _room(request, choice.device)
    needed = estimated_bytes(parameters, request.quantisation, choice.dtype.itemsize)
    first = next(iter(room.values()))
    if needed <= first:
        return whole, choice
    if request.quantisation is not Quantisation.NONE:
        raise ModelLoadError(
            "A model of fewer bits stays on one device, and this one does not fit there.",
            hint="Load it at full precision, which may be spread, or choose a smaller model.",
        )
    # It warns of what was asked for.
    logging.getLogger("accelerate.big_modeling").setLevel(logging.ERROR)
    options: dict[str, Any] = {"device_map": "auto", "max_memory": room}
    if request.offload_dir:
        options["offload_folder"] = request.offload_dir
    places = "the graphics cards, main memory" if choice.device != "cpu" else "main memory"
    reason = f"It is larger than one place: it lies in {places} and on the disk, and is slower."
    return options, replace(choice, reason=reason)


def _room(request: LoadRequest, device: str) -> dict[int | str, int]:
    """Bytes that may be used, by device, the fastest first."""
    import torch

    room: dict[int | str, int] = {}
    if device.startswith("cuda"):
        own = int(device.partition(":")[2] or 0)
        others = [index for index in range(torch.cuda.device_count()) if index != own]
        for index in (own, *others):
            room[index] = int((free_memory_bytes(f"cuda:{index}") or 0) * _SHARE_OF_CARD)
    main = request.main_memory_bytes
    if main is None:
        main = int((free_memory_bytes("cpu") or 0) * _SHARE_OF_MEMORY)
    room["cpu"] = main
    return room
