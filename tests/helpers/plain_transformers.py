"""What plain transformers answers, for comparison: its processor, its template, its `generate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.helpers.loaded_model import Model


def plain_generate(
    model: Model, messages: list[dict[str, Any]], tokens: int, *, enable_thinking: bool = False
) -> str:
    """What `generate` answers, greedily, to what the processor makes of the conversation."""
    loaded = model.cold._loaded
    assert loaded is not None
    processor, network = loaded.checkpoint.processor, loaded.checkpoint.model
    if model.name == "voxtral":
        inputs = _voxtral_inputs(model, messages[0]["content"])
    else:
        inputs = processor.apply_chat_template(
            messages,
            tokenize=True,
            return_dict=True,
            return_tensors="pt",
            add_generation_prompt=True,
            **({"enable_thinking": enable_thinking} if model.capabilities.thinking else {}),
        )
    ids = network.generate(
        **inputs, max_new_tokens=tokens, suppress_tokens=list(loaded.suppressed_ids) or None
    )
    prompt_tokens = inputs["input_ids"].shape[1]
    tokenizer = getattr(processor, "tokenizer", processor)
    return str(tokenizer.decode(ids[0, prompt_tokens:], skip_special_tokens=True))


def _voxtral_inputs(model: Model, content: list[dict[str, Any]]) -> dict[str, Any]:
    """A clip and a question, as Mistral's library would write them; it is not installed."""
    import torch
    from transformers import AutoProcessor

    processor: Any = AutoProcessor.from_pretrained(model.folder)
    clip, text = content
    words = processor.tokenizer(text["text"], add_special_tokens=False)["input_ids"]
    begin, audio, instruction, end = 25, 24, 3, 4
    ids = [1, instruction, begin, *[audio] * 375, *words, end]
    features = processor._retrieve_input_features(
        [clip["audio"]],
        3000,
        sampling_rate=16_000,
        padding=True,
        truncation=False,
        pad_to_multiple_of=480_000,
        return_tensors="pt",
    )
    return {"input_ids": torch.tensor([ids]), "input_features": features}


def same(ours: str, theirs: str) -> bool:
    """Whether two answers are one; a last character that is not complete is not shown here."""
    return bool(ours) and ours.rstrip("\ufffd") == theirs.rstrip("\ufffd")
