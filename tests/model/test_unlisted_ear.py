"""A checkpoint that hears, of a family that no file of the engine knows: Qwen2-Audio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import soundfile

from gemini_desk.chat.message import Message
from gemini_desk.errors import UnsupportedAttachmentError
from tests.helpers import asking
from tests.helpers.asking import ask
from tests.helpers.loaded_model import Model, load_model
from tests.helpers.plain_transformers import plain_generate, same
from tests.helpers.tiny_qwen2_audio import build_qwen2_audio

if TYPE_CHECKING:
    from gemini_desk.chat.attachment import Attachment
    from tests.model.conftest import Media


@pytest.fixture(scope="module")
def unlisted(tmp_path_factory: pytest.TempPathFactory) -> Model:
    folder = tmp_path_factory.mktemp("unlisted") / "qwen2-audio"
    build_qwen2_audio(folder)
    return load_model("qwen2_audio", folder)


def heard(text: str, *clips: Attachment) -> dict[str, Any]:
    """A question as the processor takes it."""
    sounds = [soundfile.read(clip.path, dtype="float32")[0] for clip in clips]
    parts: list[dict[str, Any]] = [{"type": "audio", "audio": sound} for sound in sounds]
    return {"role": "user", "content": [*parts, {"type": "text", "text": text}]}


@pytest.mark.parametrize("count", [1, 2])
def test_clips_of_one_turn(unlisted: Model, media: Media, count: int) -> None:
    clips = media.clips[:count]
    ours = ask(unlisted.backend, [Message.user("what is said?", *clips)])
    assert same(ours.text, plain_generate(unlisted, [heard("what is said?", *clips)], 12))


def test_clips_of_several_turns(unlisted: Model, media: Media) -> None:
    first, second = media.clips
    ours = [
        Message.user("what is said?", first),
        Message.assistant("the cat"),
        Message.user("and here?", second),
    ]
    theirs = [
        heard("what is said?", first),
        {"role": "assistant", "content": "the cat"},
        heard("and here?", second),
    ]
    assert same(ask(unlisted.backend, ours).text, plain_generate(unlisted, theirs, 12))


def test_what_it_does_not_take_is_refused_in_words(unlisted: Model, media: Media) -> None:
    with pytest.raises(UnsupportedAttachmentError, match="takes no pictures"):
        ask(unlisted.backend, [Message.user("what is this?", media.pictures[0])])
    long = asking.clip(media.folder, 7, duration_s=31.0)
    with pytest.raises(UnsupportedAttachmentError, match="at most 30 s"):
        ask(unlisted.backend, [Message.user("what is said?", long)])
