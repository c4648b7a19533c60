"""What every backend and every model family must do; run over tiny real checkpoints."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
import torch

from gemini_desk.chat.answer import FinishReason
from gemini_desk.chat.message import Message
from tests.helpers.asking import ask
from tests.helpers.plain_transformers import plain_generate, same

if TYPE_CHECKING:
    from gemini_desk.chat.attachment import Attachment
    from tests.helpers.loaded_model import Model
    from tests.model.conftest import Media

pytestmark = pytest.mark.weights

HELLO = Message.user("hello there, how are you?")


def question(model: Model, media: Media, index: int = 0, text: str = "what is this?") -> Message:
    """A question about whatever the model takes."""
    capabilities = model.capabilities
    attachments = [media.pictures[index]] if capabilities.image else []
    attachments += [media.clips[index]] if capabilities.audio else []
    return Message.user(text, *attachments)


# -- loading ------------------------------------------------------------------------------


def test_capabilities_are_what_the_checkpoint_can(model: Model) -> None:
    capabilities, family = model.capabilities, model.family
    assert capabilities.image == family.image
    assert capabilities.audio == family.audio
    assert capabilities.video == family.video
    assert capabilities.system_role == family.system_role
    assert capabilities.thinking == family.thinking
    assert capabilities.context_tokens == 4096
    assert capabilities.audio_sample_rate_hz == (16_000 if family.audio else None)
    assert capabilities.max_audio_s == family.longest_clip_s


def test_identity_tells_device_and_dtype(model: Model) -> None:
    identity = model.loaded.identity
    assert identity.id == model.folder.name
    assert (identity.device, identity.dtype) == ("cpu", "float32") or torch.cuda.is_available()
    assert model.loaded.device_reason
    assert model.loaded.load_s > 0
    assert model.loaded.defaults.temperature == 0.0
    assert model.loaded.defaults.max_new_tokens == 64


# -- answering ----------------------------------------------------------------------------


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
    parts: Any = [*content, text] if content else "what is this?"
    theirs = plain_generate(model, [{"role": "user", "content": parts}], 20)

    assert same(ours.text, theirs)


def test_the_text_is_what_decoding_at_once_gives(model: Model, media: Media) -> None:
    answer = ask(model.backend, [question(model, media)], max_new_tokens=48)
    loaded = model.backend._loaded
    assert loaded is not None
    ids = loaded.encoder.reply_ids(answer.text)
    assert ids is not None
    assert loaded.encoder.text.decode(ids) == answer.text == "".join(answer.deltas)
    assert all(answer.deltas)
    assert len(answer.deltas) >= 5


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
