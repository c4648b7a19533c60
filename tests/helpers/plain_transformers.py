"""What plain transformers answers, for comparison: its processor, its template, its `generate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gemini_desk.media.film import load_frames, probe_film

if TYPE_CHECKING:
    from pathlib import Path

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


def plain_film_answer(model: Model, film: Path, text: str, tokens: int) -> str:
    """What `generate` answers to a film of which the processor chooses the frames itself."""
    loaded = model.cold._loaded
    assert loaded is not None
    processor, network = loaded.checkpoint.processor, loaded.checkpoint.model
    content = [{"type": "video"}, {"type": "text", "text": text}]
    thinking = {"enable_thinking": False} if model.capabilities.thinking else {}
    prompt = processor.apply_chat_template(
        [{"role": "user", "content": content}],
        tokenize=False,
        add_generation_prompt=True,
        **thinking,
    )
    probe = probe_film(film)
    assert probe is not None
    times_s = [number / probe.fps for number in range(probe.frame_count)]
    pixels = load_frames(film, times_s, max_pixels=10**7).pixels
    says_how_many = processor.video_processor.fps or processor.video_processor.num_frames
    inputs = processor(
        text=[prompt],
        videos=[pixels],
        video_metadata=[
            {"total_num_frames": len(pixels), "fps": probe.fps, "duration": probe.duration_s}
        ],
        do_sample_frames=True,
        **({} if says_how_many else {"fps": 2.0}),
        add_special_tokens=not prompt.startswith(processor.tokenizer.bos_token or "\0"),
        return_tensors="pt",
    )
    ids = network.generate(
        **inputs, max_new_tokens=tokens, suppress_tokens=list(loaded.suppressed_ids) or None
    )
    answer = ids[0, inputs["input_ids"].shape[1] :]
    return str(processor.tokenizer.decode(answer, skip_special_tokens=True))


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
