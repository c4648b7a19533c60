"""Thoughts told apart from answers, however a model marks them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from gemini_desk.engine.answer_text import AnswerText
from gemini_desk.engine.thoughts import Said, ThoughtMarks, WrittenThoughts, find_thought_marks

if TYPE_CHECKING:
    from collections.abc import Sequence

_SPECIAL = {1000: "<|channel>", 1001: "<channel|>"}
GEMMA = ThoughtMarks(1000, 1001, is_named=True)
QWEN = ThoughtMarks(1000, 1001, is_named=False)


def decode(ids: Sequence[int]) -> str:
    return "".join(chr(token_id) for token_id in ids if token_id not in _SPECIAL)


def ids(text: str) -> list[int]:
    """A token for each character; {{ and }} stand for the special tokens."""
    marked = text.replace("{{", "\x01").replace("}}", "\x02")
    return [{"\x01": 1000, "\x02": 1001}.get(c, ord(c)) for c in marked]


def said(
    text: str, marks: ThoughtMarks | None, prompt: str = "", stop: Sequence[str] = ()
) -> tuple[str, str]:
    answer = AnswerText(decode, stop=stop, thought_marks=marks, prompt_ids=ids(prompt))
    pieces: list[Said] = []
    for token_id in ids(text):
        pieces += answer.push(token_id)
        if answer.stopped:
            break
    pieces += answer.finish()
    assert "".join(p.text for p in pieces if not p.is_thought) == answer.text
    return "".join(p.text for p in pieces if p.is_thought), answer.text


@pytest.mark.parametrize(
    ("text", "marks", "prompt", "thought", "answer"),
    [
        ("{{thought\nHm.\n\nSo}}\n\nYes", GEMMA, "", "Hm.\n\nSo", "Yes"),
        ("{{thought\n}}Yes", GEMMA, "", "", "Yes"),
        ("{{Hm}}Yes", QWEN, "", "Hm", "Yes"),
        ("Hm}}\n\nYes", QWEN, "{{\n", "Hm", "Yes"),
        ("Yes", QWEN, "{{\n\n}}\n\n", "", "Yes"),
        ("{{thought\nnever ends", GEMMA, "", "never ends", ""),
        ("One {{thought\nHm}}two", GEMMA, "", "Hm", "One two"),
        ("<think>\nHm\n</think>\n\nYes", None, "", "Hm\n", "Yes"),
        (" \n<think>Hm</think>Yes", None, "", "Hm", "Yes"),
        ("Hm</think>\nYes", None, "<think>\n", "Hm", "Yes"),
        ("<think>never ends </thi", None, "", "never ends </thi", ""),
        ("The tag <think> opens one", None, "", "", "The tag <think> opens one"),
        ("<thin", None, "", "", "<thin"),
        ("<think>a < b</think>c", None, "", "a < b", "c"),
        ("<|channel>thought\nHm.\n\nSo<channel|>Yes", None, "", "Hm.\n\nSo", "Yes"),
        ("<|channel>thought\n<channel|>Yes", None, "", "", "Yes"),
        ("<|channel>thought<channel|>\nYes", None, "", "", "Yes"),
        ("<|channel>thought\nnever ends", None, "", "never ends", ""),
        ("The mark <|channel> opens one", None, "", "", "The mark <|channel> opens one"),
        ("<|", None, "", "", "<|"),
    ],
)
def test_thought_and_answer(
    text: str, marks: ThoughtMarks | None, prompt: str, thought: str, answer: str
) -> None:
    assert said(text, marks, prompt) == (thought, answer)


def test_stop_strings_end_the_answer_but_no_thought() -> None:
    assert said("{{thought\na END b}}c END d", GEMMA, stop=["END"]) == ("a END b", "c ")


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_written_tags_are_found_however_they_are_cut(size: int) -> None:
    text = "<think>Hm, <b>.</think>\nYes"
    written = WrittenThoughts()
    pieces = [p for n in range(0, len(text), size) for p in written.push(text[n : n + size])]
    pieces += written.finish()
    assert "".join(p.text for p in pieces if p.is_thought) == "Hm, <b>."
    assert "".join(p.text for p in pieces if not p.is_thought) == "Yes"


def test_marks_are_taken_from_the_template_and_the_vocabulary() -> None:
    def processor(template: str, *tokens: str) -> SimpleNamespace:
        vocabulary = {token: number for number, token in enumerate(tokens)}
        return SimpleNamespace(chat_template=template, get_vocab=lambda: vocabulary)

    gemma = processor("… <channel|> …", "<|channel>", "<channel|>")
    assert find_thought_marks(gemma) == ThoughtMarks(0, 1, is_named=True)
    qwen = processor("… </think> …", "<think>", "</think>")
    assert find_thought_marks(qwen) == ThoughtMarks(0, 1, is_named=False)
    assert find_thought_marks(processor("nothing", "<think>", "</think>")) is None
    assert find_thought_marks(processor("… </think> …", "a")) is None
