"""What every family must refuse, and how a generation that fails ends; over tiny checkpoints."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
import torch

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


def test_parts_that_the_model_does_not_take_are_refused(model: Model, media: Media) -> None:
    capabilities = model.capabilities
    for attachment, taken in (
        (media.pictures[0], capabilities.image),
        (media.clips[0], capabilities.audio),
        (media.films[0], capabilities.video),
    ):
        if taken:
            continue
        with pytest.raises(UnsupportedAttachmentError, match="takes no"):
            ask(model.backend, [Message.user("what is this?", attachment)])


def test_sound_that_is_too_long_is_refused(model: Model, media: Media) -> None:
    limit_s = model.capabilities.max_audio_s
    if limit_s is None or limit_s > 60:
        pytest.skip("takes no sound, or half an hour of it")
    long_clip = asking.clip(media.folder, 9, duration_s=limit_s + 1)
    with pytest.raises(UnsupportedAttachmentError, match=rf"{limit_s + 1:.1f} s.*at most"):
        ask(model.backend, [Message.user("transcribe", long_clip)])


def test_sound_at_the_limit_is_heard_to_its_end(model: Model, media: Media) -> None:
    limit_s = model.capabilities.max_audio_s
    if limit_s is None or not model.family.longest_clip_tokens:
        pytest.skip("takes no sound, or more than a tiny context holds")
    answer = ask(
        model.backend,
        [Message.user("transcribe", asking.clip(media.folder, 9, duration_s=limit_s))],
        max_new_tokens=1,
    )
    assert answer.finished.usage.prompt_tokens >= model.family.longest_clip_tokens


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
