"""The prefix cache changes how soon an answer comes, never the answer."""

from __future__ import annotations

import shutil
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gemini_desk.chat.answer import FinishReason
from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.message import Message
from tests.helpers import tiny_checkpoints
from tests.helpers.asking import Answer, ask
from tests.helpers.loaded_model import Model, load_model

if TYPE_CHECKING:
    from gemini_desk.chat.attachment import Attachment
    from tests.model.conftest import Media

pytestmark = pytest.mark.weights


class Talk:
    """A conversation with both backends; every answer must be the same."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.messages: list[Message] = []

    def ask(self, message: Message, tokens: int = 12) -> Answer:
        self.messages.append(message)
        answer = self.answer(tokens)
        self.messages.append(Message.assistant(answer.text))
        return answer

    def answer(self, tokens: int = 12) -> Answer:
        # The one without the cache must encode earlier answers the same way.
        assert self.model.backend._loaded is not None
        assert self.model.cold._loaded is not None
        self.model.cold._loaded.encoder._replies = self.model.backend._loaded.encoder._replies
        cold = ask(self.model.cold, self.messages, max_new_tokens=tokens)
        warm = ask(self.model.backend, self.messages, max_new_tokens=tokens)
        assert warm.text == cold.text
        assert cold.finished.usage.cached_tokens == 0
        assert warm.finished.usage.prompt_tokens == cold.finished.usage.prompt_tokens
        return warm


@pytest.fixture
def talk(model: Model) -> Talk:
    assert model.backend._loaded is not None
    model.backend._loaded.cache.clear()
    model.backend._loaded.encoder._replies.clear()
    return Talk(model)


def cached(answer: Answer) -> int:
    return answer.finished.usage.cached_tokens


def prompt(answer: Answer) -> int:
    return answer.finished.usage.prompt_tokens


def visual(model: Model, media: Media, index: int) -> list[Attachment]:
    return [media.pictures[index]] if model.capabilities.image else []


def audible(model: Model, media: Media, index: int) -> list[Attachment]:
    return [media.clips[index]] if model.capabilities.audio else []


def test_text_turns(talk: Talk) -> None:
    first = talk.ask(Message.user("hello there"))
    second = talk.ask(Message.user("and how are you?"))
    third = talk.ask(Message.user("and the dog?"))
    assert cached(first) == 0
    assert cached(second) >= prompt(first) - 8  # less a generation prompt of its own
    assert cached(third) >= prompt(second) - 8


def test_picture_and_sound_turns(talk: Talk, media: Media) -> None:
    model = talk.model
    first = talk.ask(Message.user("what is this?", *visual(model, media, 0)))
    second = talk.ask(Message.user("and this?", *audible(model, media, 0)))
    third = talk.ask(Message.user("why?"))
    if not model.family.reads_in_one_pass:
        assert cached(second) >= prompt(first) - 8
        assert cached(third) >= prompt(second) - 8


def test_two_pictures_in_two_turns(talk: Talk, media: Media) -> None:
    first = talk.ask(Message.user("what is this?", *visual(talk.model, media, 0)))
    second = talk.ask(Message.user("and this?", *visual(talk.model, media, 1)))
    if not talk.model.family.reads_in_one_pass:
        assert cached(second) >= prompt(first) - 8


def test_a_film_in_an_earlier_turn(talk: Talk, media: Media) -> None:
    if not talk.model.capabilities.video:
        pytest.skip("takes no films")
    first = talk.ask(Message.user("what happens?", media.films[0]))
    second = talk.ask(Message.user("and then?"))
    third = talk.ask(Message.user("and what is this?", *visual(talk.model, media, 0)))
    if not talk.model.family.reads_in_one_pass:
        assert cached(second) >= prompt(first) - 8
        assert cached(third) >= prompt(second) - 8


def test_another_film_of_the_same_length_is_not_taken_for_the_first(
    talk: Talk, media: Media
) -> None:
    if not talk.model.capabilities.video:
        pytest.skip("takes no films")
    first = talk.ask(Message.user("what happens?", media.films[0]))
    talk.messages.clear()
    second = talk.ask(Message.user("what happens?", media.films[1]))
    assert prompt(first) == prompt(second)
    assert first.text != second.text
    assert cached(second) < 40  # less than the film


def test_a_film_that_is_heard_and_its_sound_alone(talk: Talk, media: Media) -> None:
    """One file, and two things that are not the same."""
    if not (talk.model.capabilities.video and talk.model.capabilities.audio):
        pytest.skip("does not take both")
    film = media.films[2]
    seen = talk.ask(Message.user("what is said?", film))
    talk.messages.clear()
    heard = talk.ask(Message.user("what is said?", replace(film, kind=AttachmentKind.AUDIO)))
    silent = ask(talk.model.cold, [Message.user("what is said?", media.films[0])])
    assert prompt(heard) < prompt(silent) < prompt(seen)
    assert cached(heard) < 40
    talk.ask(Message.user("and then?"))


def test_another_picture_of_the_same_size_is_not_taken_for_the_first(
    talk: Talk, media: Media
) -> None:
    if not talk.model.capabilities.image:
        pytest.skip("takes text only")
    first = talk.ask(Message.user("what is this?", media.pictures[0]))
    talk.messages.clear()
    second = talk.ask(Message.user("what is this?", media.pictures[1]))
    assert prompt(first) == prompt(second)
    assert first.text != second.text
    assert cached(second) < 40  # less than the picture


def test_words_alone_after_a_picture_that_moved_their_places(talk: Talk, media: Media) -> None:
    """The two prompts begin alike; what is behind a picture stands elsewhere in some models."""
    talk.ask(Message.user("hello", *visual(talk.model, media, 0)))
    talk.messages.clear()
    talk.ask(Message.user("hello, what does the sign say?"), tokens=24)


def test_regenerate(talk: Talk, media: Media) -> None:
    talk.ask(Message.user("what is this?", *visual(talk.model, media, 0)))
    before = talk.ask(Message.user("and the cat?"))
    talk.messages.pop()
    again = talk.answer()
    assert again.text == before.text
    if not talk.model.family.reads_in_one_pass:
        assert cached(again) >= prompt(again) - 1


def test_edit_of_the_last_question(talk: Talk, media: Media) -> None:
    first = talk.ask(Message.user("what is this?", *visual(talk.model, media, 0)))
    talk.ask(Message.user("and the cat?"))
    del talk.messages[2:]
    edited = talk.ask(Message.user("and the dog on the log?"))
    if not talk.model.family.reads_in_one_pass:
        assert cached(edited) >= prompt(first) - 8


def test_edit_of_the_text_behind_a_picture(talk: Talk, media: Media) -> None:
    if not talk.model.capabilities.image:
        pytest.skip("takes text only")
    talk.ask(Message.user("what is this?", media.pictures[0]), tokens=60)
    talk.messages.clear()
    edited = talk.ask(Message.user("what does the sign say?", media.pictures[0]))
    if not talk.model.family.reads_in_one_pass:
        assert cached(edited) > 40  # the picture


def test_edit_of_the_first_question(talk: Talk) -> None:
    talk.ask(Message.user("hello there"), tokens=60)
    talk.ask(Message.user("and the cat?"))
    talk.messages.clear()
    talk.ask(Message.user("good morning"))


def test_back_to_an_earlier_branch(talk: Talk) -> None:
    talk.ask(Message.user("hello there"), tokens=60)
    branch = list(talk.messages)
    talk.ask(Message.user("and the cat?"))
    talk.messages = branch
    talk.ask(Message.user("and the dog?"))


def test_another_conversation_and_back(talk: Talk) -> None:
    talk.ask(Message.user("hello there"))
    first = list(talk.messages)
    talk.messages = []
    talk.ask(Message.user("the sign in the picture"))
    talk.messages = first
    talk.ask(Message.user("and how are you?"))


def test_a_stopped_answer_and_the_next_question(talk: Talk, media: Media) -> None:
    model, cancel = talk.model, threading.Event()
    talk.messages.append(Message.user("what is this?", *visual(model, media, 0)))
    stopped = ask(
        model.backend,
        talk.messages,
        cancel=cancel,
        max_new_tokens=200,
        on_delta=lambda delta: cancel.set() if delta.completion_tokens >= 5 else None,
    )
    assert stopped.finished.reason is FinishReason.CANCELLED
    talk.messages.append(Message.assistant(stopped.text))
    following = talk.ask(Message.user("go on"))
    if not model.family.reads_in_one_pass:
        assert cached(following) >= prompt(stopped) - 8


def test_a_stopped_answer_continued(talk: Talk) -> None:
    """A request that ends with the assistant's half answer goes on where it stopped."""
    question = Message.user("tell me about the cat")
    model = talk.model
    assert model.cold._loaded is not None
    assert model.backend._loaded is not None
    whole = ask(model.cold, [question], max_new_tokens=24)
    for tokens in range(12, 4, -1):  # the first half must not end inside a character
        half = ask(model.backend, [question], max_new_tokens=tokens)
        if len(model.backend._loaded.encoder.reply_ids(half.text) or ()) == tokens:
            break
    talk.messages = [question, Message.assistant(half.text)]
    rest = talk.answer(24 - tokens)
    if not model.family.writes_old_answers_differently:
        assert half.text + rest.text == whole.text
    talk.messages[-1] = Message.assistant(half.text + rest.text)
    talk.ask(Message.user("and the dog?"))


def test_an_answer_from_an_earlier_run_is_encoded_from_its_text(talk: Talk) -> None:
    talk.messages = [Message.user("hello there"), Message.assistant("how are you today?")]
    talk.ask(Message.user("and the cat?"))
    talk.ask(Message.user("and the dog?"))


def test_a_thought_that_only_new_answers_begin_with(checkpoints: Path, tmp_path: Path) -> None:
    """The template of larger Gemma 4 models: what it opens an answer with is gone next turn."""
    folder = Path(shutil.copytree(tiny_checkpoints.build("gemma4", checkpoints), tmp_path / "copy"))
    template = folder / "chat_template.jinja"
    opening, longer = "<|turn>model\n{% endif %}", "<|turn>model\n(thought)\n{% endif %}"
    assert opening in template.read_text()
    template.write_text(template.read_text().replace(opening, longer))
    talk = Talk(load_model("gemma4", folder))
    first = talk.ask(Message.user("how are you today? " * 10))  # more than the sliding window
    second = talk.ask(Message.user("and the cat?"))
    assert prompt(first) > tiny_checkpoints.SLIDING_WINDOW
    assert cached(second) > prompt(first) - 20
