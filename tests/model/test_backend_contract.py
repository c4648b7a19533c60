"""What every backend and every model family must do; run over tiny real checkpoints."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
import torch

from gemini_desk.chat.answer import FinishReason
from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.chat.message import Message
from gemini_desk.engine.events import Failed, Finished, GenerationRequest, Loaded, LoadRequest
from gemini_desk.engine.inference_thread import InferenceThread
from gemini_desk.errors import (
    AttachmentMissingError,
    InputError,
    OutOfMemoryError,
    PromptTooLongError,
    UnsupportedAttachmentError,
)
from tests.helpers import asking
from tests.helpers.asking import ask

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.loaded_model import Model
    from tests.model.conftest import Media

pytestmark = pytest.mark.weights

HELLO = Message.user("hello there, how are you?")

EXPECTED = {  # image, audio
    "gemma4": (True, True),
    "gemma4_unified": (True, True),
    "smolvlm": (True, False),
    "qwen3_vl": (True, False),
    "qwen3": (False, False),
}


def question(model: Model, media: Media, index: int = 0, text: str = "what is this?") -> Message:
    """A question about whatever the model takes."""
    capabilities = model.capabilities
    attachments = [media.pictures[index]] if capabilities.image else []
    attachments += [media.clips[index]] if capabilities.audio else []
    return Message.user(text, *attachments)


# -- loading ------------------------------------------------------------------------------


def test_capabilities_are_what_the_checkpoint_can(model: Model) -> None:
    capabilities = model.capabilities
    assert (capabilities.image, capabilities.audio) == EXPECTED[model.name]
    assert capabilities.system_role
    assert capabilities.context_tokens == 4096
    assert capabilities.thinking == (model.name == "qwen3")
    assert capabilities.audio_sample_rate_hz == (16_000 if capabilities.audio else None)
    assert capabilities.max_audio_s == (30.0 if capabilities.audio else None)


def test_identity_tells_device_and_dtype(model: Model) -> None:
    identity = model.loaded.identity
    assert identity.id == model.folder.name
    assert (identity.device, identity.dtype) == ("cpu", "float32") or torch.cuda.is_available()
    assert model.loaded.device_reason
    assert model.loaded.load_s > 0
    assert model.loaded.defaults.temperature == 0.0
    assert model.loaded.defaults.max_new_tokens == 64


# -- answering ----------------------------------------------------------------------------


def plain_generate(model: Model, messages: list[dict[str, Any]], tokens: int) -> str:
    """What `generate` answers, greedily, to what the processor makes of the conversation."""
    loaded = model.cold._loaded
    assert loaded is not None
    processor, network = loaded.checkpoint.processor, loaded.checkpoint.model
    inputs = processor.apply_chat_template(
        messages,
        tokenize=True,
        return_dict=True,
        return_tensors="pt",
        add_generation_prompt=True,
        **({"enable_thinking": False} if model.capabilities.thinking else {}),
    )
    ids = network.generate(
        **inputs, max_new_tokens=tokens, suppress_tokens=list(loaded.suppressed_ids) or None
    )
    prompt_tokens = inputs["input_ids"].shape[1]
    tokenizer = getattr(processor, "tokenizer", processor)
    return str(tokenizer.decode(ids[0, prompt_tokens:], skip_special_tokens=True))


def test_says_what_plain_transformers_says(model: Model, media: Media) -> None:
    """Text, two pictures and a clip in one turn, in the order in which they were given."""
    from gemini_desk.media.audio import load_waveform
    from gemini_desk.media.image import load_image

    attachments: list[Attachment] = []
    content: list[dict[str, Any]] = []
    if model.capabilities.image:
        attachments += media.pictures[:2]
        content += [{"type": "image", "image": load_image(a.path)} for a in attachments]
    if model.capabilities.audio:
        attachments.append(media.clips[0])
        samples = load_waveform(media.clips[0].path, sample_rate_hz=16_000).samples
        content.append({"type": "audio", "audio": samples})
    ours = ask(model.backend, [Message.user("what is this?", *attachments)], max_new_tokens=20)

    text = {"type": "text", "text": "what is this?"}
    parts: Any = [*content, text] if model.capabilities.image else "what is this?"
    theirs = plain_generate(model, [{"role": "user", "content": parts}], 20)

    assert ours.text == theirs.rstrip("\ufffd") or ours.text == theirs
    assert ours.text


def test_the_text_is_what_decoding_at_once_gives(model: Model, media: Media) -> None:
    answer = ask(model.backend, [question(model, media)], max_new_tokens=48)
    loaded = model.backend._loaded
    assert loaded is not None
    ids = loaded.encoder.reply_ids(answer.text)
    assert ids is not None
    assert loaded.encoder.decode(ids) == answer.text == "".join(answer.deltas)
    assert all(answer.deltas)
    assert len(answer.deltas) > 5


def test_usage_and_timings_are_told(model: Model, media: Media) -> None:
    finished = ask(model.backend, [question(model, media, text="a new question")]).finished
    assert finished.reason is FinishReason.LENGTH
    assert finished.usage.completion_tokens == 12
    assert finished.usage.prompt_tokens > 10
    assert finished.timings.first_token_s >= finished.timings.prefill_s > 0
    assert finished.timings.decode_tokens_per_s > 0
    assert finished.model == model.loaded.identity


def test_order_of_the_parts_matters(model: Model, media: Media) -> None:
    if not model.capabilities.image:
        pytest.skip("takes text only")
    first, second = media.pictures[:2]
    one = ask(model.backend, [Message.user("which?", first, second)])
    other = ask(model.backend, [Message.user("which?", second, first)])
    assert one.text != other.text


def test_sampling_is_reproducible(model: Model) -> None:
    warm = {"temperature": 1.0, "top_p": 0.95, "top_k": 40, "max_new_tokens": 24}
    first = ask(model.backend, [HELLO], seed=7, **warm)
    again = ask(model.backend, [HELLO], seed=7, **warm)
    other = ask(model.backend, [HELLO], seed=8, **warm)
    assert first.text == again.text != other.text


def test_stop_strings_cut_the_answer(model: Model) -> None:
    whole = ask(model.backend, [HELLO], max_new_tokens=40)
    stop = whole.text[4:7]
    cut = ask(model.backend, [HELLO], max_new_tokens=40, stop=(stop,))
    assert cut.finished.reason is FinishReason.STOP
    assert cut.text == whole.text[: whole.text.index(stop)]
    assert cut.finished.usage.completion_tokens < whole.finished.usage.completion_tokens


def test_cancel_ends_within_one_token(model: Model) -> None:
    cancel = threading.Event()
    answer = ask(
        model.backend,
        [HELLO],
        cancel=cancel,
        max_new_tokens=400,
        on_delta=lambda delta: cancel.set() if delta.completion_tokens >= 3 else None,
    )
    assert answer.finished.reason is FinishReason.CANCELLED
    assert answer.finished.usage.completion_tokens <= 8  # a character may take a few tokens
    assert answer.text


def test_cancel_before_the_prompt_is_read(model: Model) -> None:
    cancel = threading.Event()
    cancel.set()
    answer = ask(model.backend, [Message.user("never read")], cancel=cancel)
    assert answer.finished.reason is FinishReason.CANCELLED
    assert answer.finished.usage.completion_tokens == 0
    assert ask(model.backend, [HELLO]).text


# -- refusing -----------------------------------------------------------------------------


def test_parts_that_the_model_does_not_take_are_refused(model: Model, media: Media) -> None:
    capabilities = model.capabilities
    for attachment, taken in (
        (media.pictures[0], capabilities.image),
        (media.clips[0], capabilities.audio),
    ):
        if taken:
            continue
        with pytest.raises(UnsupportedAttachmentError, match="takes no"):
            ask(model.backend, [Message.user("what is this?", attachment)])


def test_sound_that_is_too_long_is_refused(model: Model, media: Media) -> None:
    if not model.capabilities.audio:
        pytest.skip("takes no sound")
    long_clip = asking.clip(media.folder, 9, duration_s=31.0)
    with pytest.raises(UnsupportedAttachmentError, match=r"31\.0 s.*at most 30 s"):
        ask(model.backend, [Message.user("transcribe", long_clip)])


def test_sound_at_the_limit_is_heard_to_its_end(model: Model, media: Media) -> None:
    if not model.capabilities.audio:
        pytest.skip("takes no sound")
    answer = ask(
        model.backend,
        [Message.user("transcribe", asking.clip(media.folder, 9, duration_s=30.0))],
        max_new_tokens=1,
    )
    assert answer.finished.usage.prompt_tokens >= 748  # 25 a second, less the encoder's edge


def test_a_file_that_vanished_is_named(model: Model, media: Media, tmp_path: Path) -> None:
    if not model.capabilities.image:
        pytest.skip("takes text only")
    gone = Attachment(AttachmentKind.IMAGE, "0" * 64, "image/png", "g.png", 1, tmp_path / "g.png")
    with pytest.raises(AttachmentMissingError):
        ask(model.backend, [Message.user("what is this?", gone)])
    assert ask(model.backend, [HELLO]).text


def test_a_conversation_longer_than_the_context_is_refused(model: Model) -> None:
    with pytest.raises(PromptTooLongError, match="4,096"):
        ask(model.backend, [Message.user("how are you today? " * 1000)])


def test_the_answer_ends_where_the_context_does(model: Model) -> None:
    text = "q" * 4040
    answer = ask(model.backend, [Message.user(text)], max_new_tokens=500, temperature=0.0)
    usage = answer.finished.usage
    assert usage.prompt_tokens + usage.completion_tokens <= 4096


def test_nothing_to_answer_is_an_input_error(model: Model) -> None:
    with pytest.raises(InputError):
        ask(model.backend, [Message.system("be kind")])


# -- errors in the middle -----------------------------------------------------------------


def test_out_of_memory_is_told_and_the_thread_lives_on(
    model: Model, caplog: pytest.LogCaptureFixture
) -> None:
    events: list[tuple[int, object]] = []
    ended = threading.Event()

    def sink(job_id: int, event: object) -> None:
        events.append((job_id, event))
        if isinstance(event, Loaded | Finished | Failed):
            ended.set()

    def run(request: Any) -> object:
        ended.clear()
        thread.submit(request)
        assert ended.wait(60)
        return events[-1][1]

    backend = model.backend.__class__()
    thread = InferenceThread(lambda _: backend, sink)
    thread.start()
    try:
        assert isinstance(run(LoadRequest(str(model.folder))), Loaded)
        assert backend._loaded is not None
        network = backend._loaded.checkpoint.model
        calls = 0

        def run_out(*_: object) -> None:
            nonlocal calls
            calls += 1
            if calls == 4:
                raise torch.OutOfMemoryError("simulated")

        handle = network.register_forward_pre_hook(run_out)
        failed = run(GenerationRequest((HELLO,)))
        handle.remove()
        assert isinstance(failed, Failed)
        assert isinstance(failed.error, OutOfMemoryError)
        assert failed.error.hint
        assert failed.error.__traceback__ is None
        assert "simulated" in caplog.text
        assert backend._loaded.cache.length == 0
        assert isinstance(run(GenerationRequest((HELLO,))), Finished)
    finally:
        assert thread.close(60)
