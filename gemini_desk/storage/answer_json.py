"""AnswerDetails ↔ JSON.

Reading is forgiving: a field that is missing, unknown or of the wrong type is left at its
default, because figures about an answer must never keep the answer from being shown.
"""

from __future__ import annotations

import functools
import json
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any, TypeVar

from gemini_desk.chat.answer import AnswerDetails, FinishReason, ModelIdentity, Timings, Usage

if TYPE_CHECKING:
    from collections.abc import Sequence

_Value = TypeVar("_Value", Usage, Timings)

# Looked up once: a long conversation is opened with thousands of answers.
_NAMES = {kind: tuple(f.name for f in fields(kind)) for kind in (Usage, Timings)}
_MODEL_NAMES = tuple(field.name for field in fields(ModelIdentity))
_FINISH_REASONS = {reason.value: reason for reason in FinishReason}


def answer_to_json(answer: AnswerDetails | None) -> str | None:
    """The answer as one line of JSON; None stays None."""
    if answer is None:
        return None
    # What would fit now says nothing about another day.
    content = {
        key: value
        for key, value in asdict(answer).items()
        if value not in (None, "", False) and key != "remedies"
    }
    return json.dumps(content, ensure_ascii=False)


def answers_from_json(texts: Sequence[str | None]) -> list[AnswerDetails | None]:
    """The answer in each of `texts`, or None where there is none that can be read."""
    # One call of the decoder instead of thousands halves the time that this takes.
    try:
        joined = ",".join("null" if text is None else text for text in texts)
        contents = json.loads(f"[{joined}]")
    except (TypeError, ValueError, RecursionError):
        contents = []
    if len(contents) != len(texts):
        contents = [_decode(text) for text in texts]
    return [_answer(content) if type(content) is dict else None for content in contents]


def _decode(text: str | None) -> Any:
    try:
        return None if text is None else json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return None


def _answer(content: dict[str, Any]) -> AnswerDetails:
    return AnswerDetails(
        _model(content.get("model")),
        _FINISH_REASONS.get(str(content.get("finish_reason"))),
        _read(Usage, content.get("usage"), (int,)),
        _read(Timings, content.get("timings"), (float, int)),
        str(content.get("error", "")),
        str(content.get("error_hint", "")),
        content.get("edited") is True,
    )


def _model(content: Any) -> ModelIdentity | None:
    if type(content) is not dict:
        return None
    found = (content.get(name) for name in _MODEL_NAMES)
    return _identity(*(text if type(text) is str else "" for text in found))


@functools.lru_cache(maxsize=32)
def _identity(*texts: str) -> ModelIdentity:
    """The same few models answer everywhere: each is kept once."""
    return ModelIdentity(*texts)


def _read(kind: type[_Value], content: Any, wanted: tuple[type, ...]) -> _Value | None:
    if type(content) is not dict:
        return None
    names = _NAMES[kind]
    return kind(**{name: content[name] for name in names if type(content.get(name)) in wanted})
