"""Several devices for one model: over the graphics cards, then main memory, then the disk.

accelerate places the layers and moves what is elsewhere to where it is computed. From
safetensors the disk costs no space: weights are read from the checkpoint's own files.

It moves whole weights only. What lies on the disk is read from the checkpoint, where it is whole,
and bitsandbytes' layers are refused by transformers wherever a part would leave the card; so a
model of fewer bits stays on one device.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gemini_desk.engine.device import free_memory_bytes, usable_cards
from gemini_desk.errors import ModelLoadError
from gemini_desk.models.memory_need import usable_bytes
from gemini_desk.models.quantisation import Quantisation
from gemini_desk.sizes import gigabytes_text

if TYPE_CHECKING:
    from gemini_desk.engine.device import DeviceChoice
    from gemini_desk.engine.load_request import LoadRequest
    from gemini_desk.models.memory_need import MemoryNeed
    from gemini_desk.models.memory_sheet import MemorySheet


def placement(
    request: LoadRequest, choice: DeviceChoice, sheet: MemorySheet | None
) -> tuple[dict[str, Any], DeviceChoice]:
    """Where the weights go: options of `from_pretrained`, and the choice as it is then.

    Args:
        request: What the person asked for.
        choice: Where the model runs.
        sheet: What it needs memory for; None where its files do not tell, and it is not spread.

    Raises:
        ModelLoadError: It would have to be spread, and is to be quantised.
    """
    whole = {"device_map": choice.device}
    cards = usable_cards(request, choice.device)
    offloads = request.offload == "auto"
    if choice.need is None or sheet is None or (not offloads and len(cards) < 2):
        return whole, choice
    room = _room(request, choice, choice.need, cards, _largest_layer_bytes(sheet, choice.need))
    places = list(room)
    if not offloads:
        room.pop("cpu")
    if choice.need.weights_bytes <= room[places[0]]:
        return whole, choice
    if request.quantisation is not Quantisation.NONE:
        needs = gigabytes_text(choice.need.weights_bytes)
        has = gigabytes_text(room[places[0]])
        raise ModelLoadError(
            f"The model's weights take {needs} in fewer bits, and {choice.device} has "
            f"room for {has} of them.",
            hint="Weights of fewer bits cannot be spread over several places. Choose fewer bits "
            "still, a shorter conversation, or full precision, which may be spread.",
        )
    # It warns of what was asked for.
    logging.getLogger("accelerate.big_modeling").setLevel(logging.ERROR)
    options: dict[str, Any] = {"device_map": "auto", "max_memory": room}
    if not offloads:
        reason = f"It is larger than one graphics card: it lies on {len(cards)} of them."
        return options, replace(choice, reason=reason)
    if request.offload_dir:
        options["offload_folder"] = request.offload_dir
    where = "the graphics cards, main memory" if choice.device != "cpu" else "main memory"
    reason = f"It is larger than one place: it lies in {where} and on the disk, and is slower."
    return options, replace(choice, reason=reason)


def _room(
    request: LoadRequest,
    choice: DeviceChoice,
    need: MemoryNeed,
    cards: tuple[int, ...],
    layer_bytes: int,
) -> dict[int | str, int]:
    """Bytes that weights may take, by device, the fastest first.

    The rest is for the conversation, whose keys and values lie with their layers, for what is
    computed with, and for a layer that comes from elsewhere.
    """
    room: dict[int | str, int] = {}
    for index in cards:
        stays = need.activation_bytes + layer_bytes + need.kv_cache_bytes // len(cards)
        free = usable_bytes(free_memory_bytes(f"cuda:{index}") or 0)
        room[index] = max(free - stays, 0)
    main = request.main_memory_bytes
    if main is None:
        main = usable_bytes(free_memory_bytes("cpu") or 0)
        if choice.device == "cpu":
            main -= need.activation_bytes + layer_bytes + need.kv_cache_bytes
    room["cpu"] = max(main, 0)
    return room


def _largest_layer_bytes(sheet: MemorySheet, need: MemoryNeed) -> int:
    """About what one layer's weights take, or the table of words, which comes as one piece."""
    per_value = need.weights_bytes / max(sheet.parameters, 1)
    layers = need.weights_bytes // max(sheet.text.layers, 1)
    return max(layers, round(sheet.text.hidden * sheet.text.vocabulary * per_value))
