"""Qwen 2.5 Omni and Qwen 3 Omni: a thinker that writes, and a talker that would speak."""

from __future__ import annotations

from typing import Any

from gemini_desk.engine.families.family import Family


def _thinker(config: Any) -> tuple[Any, Any]:
    """The thinker's class and config; talker and vocoder stay on the disk."""
    import transformers

    names = {
        "qwen2_5_omni": "Qwen2_5OmniThinkerForConditionalGeneration",
        "qwen3_omni_moe": "Qwen3OmniMoeThinkerForConditionalGeneration",
    }
    return getattr(transformers, names[config.model_type]), config.thinker_config


def _score_the_last_token(model: Any) -> None:
    """Compute logits of the next token only, not of the whole prompt.

    The thinkers know no `logits_to_keep`: 8,000 tokens of prompt would make 5 GB of them.
    """
    model.get_output_embeddings().register_forward_pre_hook(lambda _, args: (args[0][:, -1:],))


QWEN_OMNI = Family(
    # Positions of pictures and clips depend on what stands before them (M-RoPE) …
    reads_media_one_by_one=False,
    # … and are computed only where there is a mask to count them by.
    wants_attention_mask=True,
    # A third of the weights, and more, would lie in memory to speak aloud.
    answering_part=_thinker,
    adjust=_score_the_last_token,
)
