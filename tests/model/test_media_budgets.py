"""Budgets of pictures and clips, and of the whole conversation, chosen when a model is loaded."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from gemini_desk.chat.message import Message
from gemini_desk.engine.backends.transformers_backend import TransformersBackend
from gemini_desk.engine.events import CountTokensRequest
from tests.helpers import asking, tiny_checkpoints

if TYPE_CHECKING:
    from pathlib import Path

    from tests.model.conftest import Media

pytestmark = pytest.mark.weights


def picture_tokens(backend: TransformersBackend, media: Media) -> int:
    request = CountTokensRequest((Message.user("What is it?", media.pictures[0]),))
    counted = backend.count_tokens(request, threading.Event())
    assert counted is not None
    return counted.image_tokens


@pytest.mark.parametrize("name", ["gemma4", "gemma4_unified"])
def test_a_larger_budget_shows_the_model_more_of_a_picture(
    name: str, checkpoints: Path, media: Media
) -> None:
    folder = tiny_checkpoints.build(name, checkpoints)
    backend = TransformersBackend()
    seen = []
    for budget in (None, 70, 139, 140):
        asking.load(backend, folder, image_tokens=budget)
        seen.append(picture_tokens(backend, media))
        question = [Message.user("What is it?", media.pictures[0])]
        answer = asking.ask(backend, question, temperature=0.0)
        # What the meter says is what the model reads.
        assert answer.finished.usage.prompt_tokens > seen[-1]
    own, least, between, double = seen
    assert own == least == between
    assert double > 1.5 * least


def test_clips_are_held_to_their_budget(checkpoints: Path) -> None:
    folder = tiny_checkpoints.build("gemma4", checkpoints)
    backend = TransformersBackend()
    whole = asking.load(backend, folder).capabilities.max_audio_s
    short = asking.load(backend, folder, audio_tokens=100).capabilities.max_audio_s
    assert whole is not None
    assert short == 4.0 < whole  # 25 tokens a second


def test_a_budget_means_nothing_to_a_model_without_the_choice(checkpoints: Path) -> None:
    folder = tiny_checkpoints.build("qwen3", checkpoints)
    backend = TransformersBackend()
    asking.load(backend, folder, image_tokens=560, audio_tokens=100)
    assert asking.ask(backend, [Message.user("Hello")]).text


def test_a_shorter_context_bounds_prompt_and_answer(checkpoints: Path) -> None:
    backend = TransformersBackend()
    folder = tiny_checkpoints.build("qwen3", checkpoints)
    model = asking.load(backend, folder, context_tokens=40)
    assert model.capabilities.context_tokens == 40
    answer = asking.ask(backend, [Message.user("Hello")], max_new_tokens=1000)
    usage = answer.finished.usage
    assert usage.prompt_tokens + usage.completion_tokens <= 40
