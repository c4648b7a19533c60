"""What each family can do, held against plain transformers: the table in the help says it.

`assets/help/models.md` lists what is asked for here; a family that no longer does it fails
here, and a table that says something else fails at the end.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from gemini_desk.chat.answer import FinishReason
from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.message import Message
from gemini_desk.engine.events import TextDelta, ThoughtDelta
from gemini_desk.engine.sampling import Sampler
from gemini_desk.media.image import load_image
from tests.helpers import asking, family_table
from tests.helpers.asking import ask
from tests.helpers.plain_transformers import plain_film_answer, plain_generate, same

if TYPE_CHECKING:
    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.engine.events import Delta
    from tests.helpers.loaded_model import Model
    from tests.model.conftest import Media

pytestmark = pytest.mark.weights

HELLO = "hello there, how are you?"


def test_pictures_in_several_turns(model: Model, media: Media) -> None:
    """One picture, an answer, two more; the answer is one that nobody here wrote."""
    if not model.family.image:
        pytest.skip("takes no pictures")
    first, second, third = media.pictures
    ours = [
        Message.user("what is this?", first),
        Message.assistant("the cat"),
        Message.user("and these?", second, third),
    ]
    theirs: list[dict[str, Any]] = [
        user("what is this?", first),
        {"role": "assistant", "content": [{"type": "text", "text": "the cat"}]},
        user("and these?", second, third),
    ]
    assert same(ask(model.backend, ours).text, plain_generate(model, theirs, 12))


def test_a_film_is_seen_as_transformers_sees_it(model: Model, media: Media) -> None:
    """Of 40 frames those that the processor would choose, at the times at which they are shown."""
    if not model.family.video:
        pytest.skip("takes no films")
    film = asking.film(media.folder, 5, duration_s=4.0)
    ours = ask(model.backend, [Message.user("what happens?", film)])
    assert same(ours.text, plain_film_answer(model, film.path, "what happens?", 12))


def test_a_film_is_heard_where_the_model_takes_sound(model: Model, media: Media) -> None:
    """What is heard of it is read as if it had been added behind it."""
    if not (model.family.video and model.family.audio):
        pytest.skip("does not take both")
    film = media.films[2]
    heard = ask(model.backend, [Message.user("what is said?", film)])
    silent = ask(model.backend, [Message.user("what is said?", media.films[0])])
    sound = replace(film, kind=AttachmentKind.AUDIO)
    alone = ask(model.backend, [Message.user("what is said?", sound)])
    nothing = ask(model.backend, [Message.user("what is said?")])
    prompts = [each.finished.usage.prompt_tokens for each in (heard, silent, alone, nothing)]
    assert prompts[0] == prompts[1] + prompts[2] - prompts[3]


def test_a_film_longer_than_what_is_heard_at_once_is_only_seen(model: Model, media: Media) -> None:
    limit_s = model.capabilities.max_audio_s
    if not model.family.video or limit_s is None:
        pytest.skip("does not take both")
    film = media.films[2]
    long = replace(film, duration_s=limit_s + 1, sha256="1" * 64)
    heard = ask(model.backend, [Message.user("what is said?", film)])
    seen = ask(model.backend, [Message.user("what is said?", long)])
    assert seen.finished.usage.prompt_tokens < heard.finished.usage.prompt_tokens


def user(text: str, *pictures: Attachment) -> dict[str, Any]:
    """A question as processors take it."""
    parts: list[dict[str, Any]] = [
        {"type": "image", "image": load_image(picture.path)} for picture in pictures
    ]
    return {"role": "user", "content": [*parts, {"type": "text", "text": text}]}


def test_a_system_prompt_is_read(model: Model) -> None:
    messages = [Message.system("what does the sign say"), Message.user(HELLO)]
    answer = ask(model.backend, messages)
    without = ask(model.backend, [Message.user(HELLO)])
    assert answer.finished.usage.prompt_tokens != without.finished.usage.prompt_tokens
    if not model.family.system_role:  # it stands in front of the question then
        joined = Message.user("what does the sign say\n\n" + HELLO)
        assert answer.text == ask(model.cold, [joined]).text
        return
    takes_parts = model.family.image or model.family.audio
    plain = [
        {"role": role, "content": [{"type": "text", "text": text}] if takes_parts else text}
        for role, text in (("system", "what does the sign say"), ("user", HELLO))
    ]
    assert same(answer.text, plain_generate(model, plain, 12))


def test_thinking_is_switched_on_and_off(model: Model) -> None:
    off = ask(model.backend, [Message.user(HELLO)])
    on = ask(model.backend, [Message.user(HELLO)], enable_thinking=True)
    prompts = {each.finished.usage.prompt_tokens for each in (off, on)}
    if not model.family.thinking:
        assert len(prompts) == 1
        assert on.text == off.text
        return
    assert len(prompts) == 2
    takes_parts = model.family.image or model.family.audio
    content: Any = [{"type": "text", "text": HELLO}] if takes_parts else HELLO
    plain = plain_generate(model, [{"role": "user", "content": content}], 12, enable_thinking=True)
    assert same(on.text, plain)


def test_thoughts_are_told_apart(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the weights would say: what is made of what they say."""
    if not model.family.thinking:
        pytest.skip("does not think")
    loaded = model.backend._loaded
    assert loaded is not None
    is_gemma = model.name.startswith("gemma")
    said = "<|channel>thought\n hm<channel|> hello" if is_gemma else "<think> hm</think> hello"
    tokenizer = loaded.checkpoint.processor
    tokenizer = getattr(tokenizer, "tokenizer", tokenizer)
    ids = iter([*tokenizer(said, add_special_tokens=False)["input_ids"], *loaded.end_ids])
    monkeypatch.setattr(Sampler, "choose", lambda *_: next(ids))
    deltas: list[Delta] = []
    answer = ask(
        model.backend,
        [Message.user(HELLO)],
        enable_thinking=True,
        on_delta=deltas.append,
        max_new_tokens=60,
    )
    assert answer.finished.reason is FinishReason.STOP
    assert "".join(d.text for d in deltas if isinstance(d, ThoughtDelta)).strip() == "hm"
    assert "".join(d.text for d in deltas if isinstance(d, TextDelta)).strip() == "hello"


def test_a_stop_with_media_in_the_prompt_ends_within_one_token(model: Model, media: Media) -> None:
    attachments = [media.pictures[0]] if model.family.image else []
    attachments += [media.clips[0]] if model.family.audio else []
    cancel = threading.Event()
    seen: list[int] = []

    def stop(delta: Delta) -> None:
        seen.append(delta.completion_tokens)
        cancel.set()

    answer = ask(
        model.backend,
        [Message.user("tell me all", *attachments)],
        cancel=cancel,
        on_delta=stop,
        max_new_tokens=200,
    )
    assert answer.finished.reason is FinishReason.CANCELLED
    assert answer.finished.usage.completion_tokens == seen[0]
    assert answer.text


def test_the_thinker_alone_is_loaded(model: Model) -> None:
    if not model.name.endswith(("omni", "omni_moe")):
        pytest.skip("has no talker")
    loaded = model.backend._loaded
    assert loaded is not None
    names = {name.split(".")[0] for name, _ in loaded.checkpoint.model.named_parameters()}
    assert names == {"model", "lm_head"}
    on_disk = sum(file.stat().st_size for file in model.folder.glob("*.safetensors"))
    assert model.loaded.parameter_count is not None
    assert 4 * model.loaded.parameter_count < 0.8 * on_disk


def test_the_table_in_the_help_is_what_was_shown() -> None:
    assert family_table.written() == family_table.table(), (
        f"{family_table.PAGE.name} is out of date; write it anew: {family_table.COMMAND}"
    )
