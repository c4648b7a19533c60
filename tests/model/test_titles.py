"""A title is asked for behind a conversation, and leaves its cache as it was."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from gemini_desk.chat.answer import FinishReason
from gemini_desk.chat.message import Message
from gemini_desk.engine.events import GenerationRequest
from gemini_desk.tasks.title import title_request, writes_titles
from tests.helpers.asking import ask

if TYPE_CHECKING:
    from tests.helpers.loaded_model import Model
    from tests.model.conftest import Media

pytestmark = pytest.mark.weights


@pytest.fixture
def model(core_model: Model) -> Model:
    """Here families do not differ."""
    return core_model


# No media are reused: positions depend on the pictures before.
READS_IN_ONE_PASS = {"qwen3_vl"}


@pytest.mark.parametrize("cancelled", [False, True], ids=["whole", "cancelled"])
def test_the_next_question_finds_the_conversation_in_the_cache(
    model: Model, media: Media, cancelled: bool
) -> None:
    backend, cold = model.backend, model.cold
    assert backend._loaded is not None
    assert cold._loaded is not None
    backend._loaded.cache.clear()
    files = [media.pictures[0]] if model.capabilities.image else []
    messages = [Message.user("what is this? " * 8, *files)]
    first = ask(backend, messages)
    messages.append(Message.assistant(first.text))

    request = title_request(GenerationRequest(tuple(messages)))
    cancel = threading.Event()
    finished = backend.generate(request, lambda _: cancel.set() if cancelled else None, cancel)
    assert finished.usage.completion_tokens <= 32
    if cancelled:
        assert finished.reason is FinishReason.CANCELLED
    if model.name not in READS_IN_ONE_PASS:
        assert finished.usage.cached_tokens >= first.finished.usage.prompt_tokens - 8

    messages.append(Message.user("and why?"))
    cold._loaded.encoder._replies = backend._loaded.encoder._replies.copy()
    second = ask(backend, messages)
    assert second.text == ask(cold, messages).text
    if model.name not in READS_IN_ONE_PASS:
        assert second.finished.usage.cached_tokens >= first.finished.usage.prompt_tokens - 8


def test_a_model_says_how_large_it_is(model: Model) -> None:
    checkpoint = model.backend._loaded
    assert checkpoint is not None
    parameters = {id(it): it.numel() for it in checkpoint.checkpoint.model.parameters()}
    assert model.loaded.parameter_count == pytest.approx(sum(parameters.values()), rel=0.05)
    assert not writes_titles(model.loaded)
