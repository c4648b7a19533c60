"""What each family must be able to do, and the tiny checkpoint that shows it.

`tests/model/` runs over all of them; `family_table.py` writes them into the documentation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.helpers.tiny_gemma import (
    build_gemma4_experts,
    build_gemma4_large,
    build_gemma4_small,
    build_gemma4_unified,
)
from tests.helpers.tiny_gemma3n import build_gemma3n
from tests.helpers.tiny_omni import build_qwen2_5_omni, build_qwen3_omni
from tests.helpers.tiny_others import build_qwen3, build_qwen3_vl, build_smolvlm
from tests.helpers.tiny_phi import build_phi4_multimodal
from tests.helpers.tiny_voxtral import build_voxtral

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True)
class TinyFamily:
    """One family.

    Attributes:
        title: As people call it, with the sizes that are built this way.
        build: Writes a tiny checkpoint of its real classes to a folder.
        image: Takes pictures.
        audio: Takes sound.
        video: Takes moving pictures.
        system_role: Its template has a place for a system prompt; else the prompt goes in
            front of the first question.
        thinking: Its template can switch thinking on.
        longest_clip_s: Longest clip in seconds; None without sound or without a limit.
        longest_clip_tokens: What the longest clip becomes, at least; 0 to not try it.
        reads_in_one_pass: Prompts with media are read as a whole, and again at each turn.
        writes_old_answers_differently: What stands before a new answer (an empty thought, no
            space) is not what its template writes before an old one.
    """

    title: str
    build: Callable[[Path], None]
    image: bool = False
    audio: bool = False
    video: bool = False
    system_role: bool = True
    thinking: bool = False
    longest_clip_s: float | None = None
    longest_clip_tokens: int = 0
    reads_in_one_pass: bool = False
    writes_old_answers_differently: bool = False


FAMILIES: dict[str, TinyFamily] = {
    "gemma4": TinyFamily(
        "Gemma 4 E2B, E4B",
        build_gemma4_small,
        image=True,
        audio=True,
        video=True,
        thinking=True,
        longest_clip_s=30.0,
        longest_clip_tokens=748,  # 25 a second, less the encoder's edge
    ),
    "gemma4_unified": TinyFamily(
        "Gemma 4 12B",
        build_gemma4_unified,
        image=True,
        audio=True,
        video=True,
        thinking=True,
        longest_clip_s=30.0,
        longest_clip_tokens=748,
    ),
    "gemma4_experts": TinyFamily(
        "Gemma 4 26B-A4B", build_gemma4_experts, image=True, video=True, thinking=True
    ),
    "gemma4_large": TinyFamily(
        "Gemma 4 31B", build_gemma4_large, image=True, video=True, thinking=True
    ),
    "gemma3n": TinyFamily(
        "Gemma 3n E2B, E4B",
        build_gemma3n,
        image=True,
        audio=True,
        longest_clip_s=30.0,
        longest_clip_tokens=188,
    ),
    "qwen2_5_omni": TinyFamily(
        "Qwen2.5-Omni",
        build_qwen2_5_omni,
        image=True,
        audio=True,
        video=True,
        longest_clip_s=30.0,
        longest_clip_tokens=748,
        reads_in_one_pass=True,
    ),
    "qwen3_omni_moe": TinyFamily(
        "Qwen3-Omni",
        build_qwen3_omni,
        image=True,
        audio=True,
        video=True,
        thinking=True,
        longest_clip_s=30.0,
        longest_clip_tokens=388,  # 13 a second
        reads_in_one_pass=True,
        writes_old_answers_differently=True,
    ),
    "qwen3_vl": TinyFamily(
        "Qwen3-VL", build_qwen3_vl, image=True, video=True, reads_in_one_pass=True
    ),
    "smolvlm": TinyFamily(
        "SmolVLM", build_smolvlm, image=True, video=True, writes_old_answers_differently=True
    ),
    "voxtral": TinyFamily(
        "Voxtral", build_voxtral, audio=True, system_role=False, longest_clip_s=1800.0
    ),
    "phi4_multimodal": TinyFamily(
        "Phi-4-multimodal", build_phi4_multimodal, image=True, audio=True, reads_in_one_pass=True
    ),
    "qwen3": TinyFamily(
        "Qwen3 (text only)",
        build_qwen3,
        thinking=True,
        writes_old_answers_differently=True,
    ),
}
