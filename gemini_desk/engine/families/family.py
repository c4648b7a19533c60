"""What can differ between model families."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gemini_desk.engine.adapters import AdapterFolders


@dataclass(frozen=True, slots=True)
class Family:
    """Facts that neither the processor nor the config tells.

    Attributes:
        reads_media_one_by_one: The prompt may be read in pieces, each picture and clip in a
            forward pass of its own, and gives the same keys and values as in one pass. Only
            then can media be reused from the prefix cache. False where positions depend on
            the media before (M-RoPE), where pictures are cut up by how many there are, or
            where nobody has tried.
        wants_media_types: The forward pass takes `mm_token_type_ids` over the whole sequence
            so far, to let the tokens of one picture see each other.
        wants_attention_mask: A prompt that is read in one pass needs the processor's
            attention mask, though nothing in it is masked: positions are computed from it.
        longest_clip_s: Longest clip in seconds, where the processor's own parts mislead: they
            cut sound up instead of cutting it short.
        adjust: Called with the model once it is loaded, to make it faster without changing
            what it computes.
        answering_part: Called with the config of a checkpoint that holds more than one model;
            returns the class of the one that answers with text, and its part of the config.
            The others are not loaded.
        make_processor: Called with the processor and the checkpoint's folder; returns what is
            used in its place.
        adapters: Those that its checkpoints bring for what they see and hear.
    """

    reads_media_one_by_one: bool = False
    wants_media_types: bool = False
    wants_attention_mask: bool = False
    longest_clip_s: float | None = None
    adjust: Callable[[Any], None] | None = None
    answering_part: Callable[[Any], tuple[Any, Any]] | None = None
    make_processor: Callable[[Any, Path], Any] | None = None
    adapters: AdapterFolders | None = None
