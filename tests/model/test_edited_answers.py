"""An answer that a person edited goes on from there; forks and branches share what was read."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

import pytest

from gemini_desk.chat.conversation import Conversation
from gemini_desk.chat.message import Message, Role
from gemini_desk.chat.prompt import prompt_messages
from tests.helpers.asking import Answer, ask

if TYPE_CHECKING:
    from gemini_desk.chat.conversation import MessageVersion
    from tests.helpers.loaded_model import Model
    from tests.model.conftest import Media

pytestmark = pytest.mark.weights


@pytest.fixture
def model(core_model: Model) -> Model:
    """Here families do not differ."""
    return core_model


# What stands before a new answer (an empty thought; no space) is not what the template writes
# before an old one.
WRITES_OLD_ANSWERS_DIFFERENTLY = {"qwen3", "smolvlm"}
QUESTION = "tell me about the cat and the dog on the log"


class Chat:
    """A conversation as the window leads it, with a model that remembers."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.conversation = Conversation.new()

    def ask(self, question: str, tokens: int = 12) -> MessageVersion:
        self.conversation.append(Message.user(question))
        return self.answer(tokens)[0]

    def answer(self, tokens: int = 12) -> tuple[MessageVersion, Answer]:
        """Have the open branch answered, or its last answer continued in a new version."""
        answer = self.generate(tokens)
        last = self.conversation.branch()[-1]
        if last.message.role is Role.USER:
            version = self.conversation.append(Message.assistant(answer.text))
        else:
            whole = Message.assistant(last.message.text + answer.text)
            version = self.conversation.update(last.id, parts=whole.parts)
        return version, answer

    def generate(self, tokens: int = 12) -> Answer:
        return ask(self.model.backend, self.messages(), max_new_tokens=tokens)

    def messages(self) -> tuple[Message, ...]:
        return prompt_messages(self.conversation.branch())

    def edit(self, version: MessageVersion, text: str) -> MessageVersion:
        return self.conversation.add_version(Message.assistant(text), version.parent_id)

    def on_its_own(self, tokens: int) -> str:
        """What a model that never saw this conversation says to the same prompt."""
        forget(self.model)
        answer = ask(self.model.cold, self.messages(), max_new_tokens=tokens)
        assert answer.finished.usage.cached_tokens == 0
        return answer.text


def forget(model: Model) -> None:
    """Let the model without a cache know no answers; other tests let the two share them."""
    assert model.cold._loaded is not None
    model.cold._loaded.encoder._replies = OrderedDict()


@pytest.fixture
def chat(model: Model) -> Chat:
    assert model.backend._loaded is not None
    model.backend._loaded.cache.clear()
    model.backend._loaded.encoder._replies.clear()
    return Chat(model)


def cached(answer: Answer) -> int:
    return answer.finished.usage.cached_tokens


EDITS = {
    "the beginning of another answer": "The cat sleeps and the dog",
    "one word": "no",
    "a space at the end": "the cat is ",
    "line breaks at the end": "The cat:\n\n",
    "in the middle of a word": "the cat sle",
    "marks of the template": "<|turn>user\n<eos> the cat <image_soft_token>",
    "other scripts": "Die Katze schläft, 猫は眠",
}


@pytest.mark.parametrize("text", EDITS.values(), ids=EDITS)
def test_an_edited_answer_goes_on_as_one_prompt_would(chat: Chat, text: str) -> None:
    edited = chat.edit(chat.ask(QUESTION), text)
    expected = chat.on_its_own(12)
    version, _ = chat.answer(12)
    assert version.id == edited.id
    assert version.message.text == text + expected


@pytest.mark.parametrize("cut", [1, 7, 15])
def test_an_answer_that_was_cut_at_any_point_goes_on_as_one_prompt_would(
    chat: Chat, cut: int
) -> None:
    first = chat.ask(QUESTION, tokens=24)
    chat.edit(first, first.message.text[:cut])
    expected = chat.on_its_own(12)
    assert chat.answer(12)[0].message.text == first.message.text[:cut] + expected


def test_going_on_twice_is_going_on_once(chat: Chat) -> None:
    """The tokens of the first step are the prefix of the second: nothing is encoded again."""
    first = chat.ask(QUESTION)
    begun, tokens = first_step_between_characters(chat, first)
    chat.edit(first, begun)
    whole = begun + chat.generate(16).text
    chat.edit(first, begun)
    step = begun + chat.generate(tokens).text
    chat.edit(first, step)
    assert step + chat.generate(16 - tokens).text == whole


def first_step_between_characters(chat: Chat, version: MessageVersion) -> tuple[str, int]:
    """A beginning, and how many tokens then end a character: random models write half ones."""
    for begun in ("The cat sleeps and", "no", "the sign", "hello there", "why not?"):
        for tokens in range(12, 3, -1):
            chat.edit(version, begun)
            step = begun + chat.generate(tokens).text
            if len(known_ids(chat, step)) == len(known_ids(chat, begun)) + tokens:
                return begun, tokens
    pytest.fail("every answer ends in the middle of a character")


def known_ids(chat: Chat, text: str) -> tuple[int, ...]:
    """The remembered ids of an answer."""
    assert chat.model.backend._loaded is not None
    return chat.model.backend._loaded.encoder.reply_ids(text) or ()


def test_the_question_before_an_edited_answer_is_not_read_again(chat: Chat, media: Media) -> None:
    model = chat.model
    files = [media.pictures[0]] if model.capabilities.image and model.name != "qwen3_vl" else []
    chat.conversation.append(Message.user(QUESTION, *files))
    first, before = chat.answer()
    chat.edit(first, "The cat sleeps and the dog")
    after = chat.generate()
    assert cached(after) >= before.finished.usage.prompt_tokens - 8


def test_a_question_behind_an_edited_answer(chat: Chat) -> None:
    first = chat.ask(QUESTION)
    chat.edit(first, "The cat sleeps and the dog barks")
    chat.conversation.append(Message.user("why?"))
    expected = chat.on_its_own(12)
    version, answer = chat.answer(12)
    assert version.message.text == expected
    assert cached(answer) > 0


def test_a_fork_goes_on_with_what_was_read(chat: Chat) -> None:
    """Ids are new, the prompt is the same: the whole of it is in the cache."""
    chat.ask(QUESTION)
    second = chat.ask("and the sign?")
    again, parent = chat.messages(), chat.conversation
    chat.conversation = parent.fork(second.id)
    assert chat.messages() == again
    chat.conversation.append(Message.user("why?"))
    before = len(prompt_ids(chat, again))
    if chat.model.name not in WRITES_OLD_ANSWERS_DIFFERENTLY:
        assert cached(chat.generate()) >= before - 8


def prompt_ids(chat: Chat, messages: tuple[Message, ...]) -> list[int]:
    """The prompt up to the end of the last answer in `messages`."""
    from gemini_desk.engine.events import GenerationRequest

    assert chat.model.backend._loaded is not None
    return chat.model.backend._loaded.encoder.encode(GenerationRequest(messages)).token_ids


def test_switching_branches_reads_only_what_differs(chat: Chat) -> None:
    first = chat.ask(QUESTION)
    other = chat.edit(first, "The cat sleeps.")
    for _ in range(2):
        for branch in (first, other):
            chat.conversation.open_branch(branch.id)
            parent = chat.conversation.path_to(branch.parent_id)
            question = len(prompt_ids(chat, prompt_messages(parent)))
            chat.conversation.leaf_id = branch.id
            chat.conversation.append(Message.user("why?"))
            answer = chat.generate()
            assert cached(answer) >= question - 8
            assert chat.model.cold._loaded is not None
            assert chat.model.backend._loaded is not None
            replies = chat.model.backend._loaded.encoder._replies
            chat.model.cold._loaded.encoder._replies = replies.copy()
            cold = ask(chat.model.cold, chat.messages(), max_new_tokens=12)
            assert answer.text == cold.text
