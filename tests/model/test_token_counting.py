"""A count says what a generation really reads; over tiny real checkpoints."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gemini_desk.chat.message import Message
from gemini_desk.engine.events import CountTokensRequest, TokensCounted
from gemini_desk.engine.media_arithmetic import MediaArithmetic
from gemini_desk.engine.media_encoding import MediaEncoder
from gemini_desk.errors import UnsupportedAttachmentError
from gemini_desk.tasks.attach import attach
from tests.helpers import asking
from tests.helpers.asking import ask
from tests.helpers.loaded_model import Model, load_model

if TYPE_CHECKING:
    from gemini_desk.chat.attachment import Attachment
    from tests.model.conftest import Media

pytestmark = pytest.mark.weights

GUIDE = Message.system("Be brief, and say what you see.")


def counted(model: Model, *messages: Message) -> TokensCounted:
    count = model.backend.count_tokens(CountTokensRequest(messages), threading.Event())
    assert count is not None
    return count


def measured(attachments: tuple[Attachment, ...]) -> tuple[Attachment, ...]:
    """The same files with their sizes and durations, as the window adds them."""
    return tuple(attach(attachment.path) for attachment in attachments)


def everything(model: Model, media: Media) -> tuple[Attachment, ...]:
    """Two pictures, a clip and a film, as far as the model takes them."""
    odd = asking.picture(media.folder, 7, width=333, height=71)
    taken: tuple[Attachment, ...] = ()
    if model.capabilities.image:
        taken += measured((media.pictures[0], odd))
    if model.capabilities.audio:
        taken += measured((asking.clip(media.folder, 7, duration_s=2.37),))
    if model.capabilities.video:
        taken += measured((media.films[0],))
    return taken


def test_a_count_is_what_a_generation_reads(model: Model, media: Media) -> None:
    messages = [GUIDE, Message.user("what is  this?\n\n日本語 🙂", *everything(model, media))]
    count = counted(model, *messages)
    answer = ask(model.backend, messages)
    assert count.prompt_tokens == answer.finished.usage.prompt_tokens
    assert bool(count.image_tokens) == model.capabilities.image
    assert bool(count.audio_tokens) == model.capabilities.audio
    assert bool(count.video_tokens) == model.capabilities.video
    assert count.context_tokens == model.capabilities.context_tokens
    assert count.answer_tokens == 64, "what the generation config says"

    # A second turn: the answer's own ids count now, not its text's.
    messages += [Message.assistant(answer.text), Message.user("and then?\n")]
    count = counted(model, *messages)
    assert count.prompt_tokens == ask(model.backend, messages).finished.usage.prompt_tokens


def test_a_conversation_from_the_disk_is_counted_as_it_is_read(model: Model) -> None:
    """Nothing is remembered of its answers; and it may end with one."""
    said = [Message.user("hello <|turn> there"), Message.assistant("\n an answer,\n\n another ")]
    question = Message.user("  why? because.")
    count = counted(model, *said, question)
    read = ask(model.cold, [*said, question]).finished.usage.prompt_tokens
    assert count.prompt_tokens == read
    assert 0 < counted(model, *said).prompt_tokens < read


def test_pictures_are_counted_without_their_files(model: Model, media: Media) -> None:
    if model.name in ("smolvlm", "phi4_multimodal", "voxtral", "qwen3"):
        pytest.skip("its processor cannot compute lengths")
    picture = replace(
        measured((asking.picture(media.folder, 8, width=90, height=200),))[0],
        sha256="another",
    )
    count = counted(model, Message.user("what?", picture))
    gone = replace(picture, sha256="gone", path=media.folder / "gone.png")
    assert counted(model, Message.user("what?", gone)) == count
    if model.capabilities.audio:
        clip = replace(
            measured((media.clips[0],))[0], sha256="gone too", path=media.folder / "gone.wav"
        )
        assert counted(model, Message.user("what?", clip)).audio_tokens > 0


@pytest.mark.parametrize("name", ["gemma4", "gemma4_unified"])
def test_the_arithmetic_holds_for_many_sizes(
    name: str, media: Media, models: dict[str, Model], request: pytest.FixtureRequest
) -> None:
    from tests.helpers import tiny_checkpoints

    if name not in models:
        checkpoints = request.getfixturevalue("checkpoints")
        models[name] = load_model(name, tiny_checkpoints.build(name, checkpoints))
    loaded = models[name].backend._loaded
    assert loaded is not None
    processor, capabilities = loaded.checkpoint.processor, models[name].capabilities
    template = loaded.encoder._template
    encoder = MediaEncoder(processor, capabilities)
    arithmetic = MediaArithmetic(processor, encoder, capabilities, template.places.placeholders)
    files = [
        asking.picture(media.folder, 20 + n, width=width, height=height)
        for n, (width, height) in enumerate([(1, 1), (17, 900), (640, 480), (31, 33), (1000, 40)])
    ]
    files += [
        asking.clip(media.folder, 30 + n, duration_s=length_s)
        for n, length_s in enumerate([0.05, 0.99, 1.0, 1.017, 3.333, 29.98, 30.0])
    ]
    for attachment in measured(tuple(files)):
        placeholder = template.places.placeholders[attachment.kind]
        real = len(encoder.encode(attachment, placeholder).token_ids)
        assert arithmetic.length(attachment) == real, attachment.name


def test_media_that_only_the_whole_prompt_can_count(
    model: Model, media: Media, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not model.family.reads_in_one_pass:
        pytest.skip("its media are read one by one")
    monkeypatch.setattr(MediaArithmetic, "length", lambda *_: None)
    pictures = measured((media.pictures[2], asking.picture(media.folder, 9, width=64, height=256)))
    clips = measured(media.clips[:1]) if model.capabilities.audio else ()
    messages = [Message.user("both?", *pictures, *clips)]
    usage = ask(model.cold, messages).finished.usage
    count = counted(model, *messages)
    assert count.prompt_tokens == usage.prompt_tokens
    assert bool(count.audio_tokens) == bool(clips)
    if clips:
        heard = counted(model, Message.user("listen", *clips))
        assert heard.image_tokens == 0 < heard.audio_tokens


def test_what_a_model_does_not_take_is_not_counted(model: Model, media: Media) -> None:
    if model.capabilities.audio:
        pytest.skip("it takes sound")
    with pytest.raises(UnsupportedAttachmentError):
        counted(model, Message.user("listen", media.clips[0]))


def test_a_count_makes_way(model: Model) -> None:
    cancelled = threading.Event()
    cancelled.set()
    request = CountTokensRequest((Message.user("hello"),))
    assert model.backend.count_tokens(request, cancelled) is None
