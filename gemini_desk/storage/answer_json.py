"""AnswerDetails ↔ JSON.

Reading is forgiving: a field that is missing, unknown or of the wrong type is left at its
default, because figures about an answer must never keep the answer from being shown.
"""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any, TypeVar

from gemini_desk.chat.answer import AnswerDetails, FinishReason, ModelIdentity, Timings, Usage

_Value = TypeVar("_Value", ModelIdentity, Usage, Timings)


def answer_to_json(answer: AnswerDetails | None) -> str | None:
    """The answer as one line of JSON; None stays None."""
    if answer is None:
        return None
    content = {key: value for key, value in asdict(answer).items() if value not in (None, "")}
    return json.dumps(content, ensure_ascii=False)


def answer_from_json(text: str | None) -> AnswerDetails | None:
    """The answer in `text`, or None if there is none that can be read."""
    if text is None:
        return None
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict):
        return None
    try:
        finish_reason = FinishReason(str(content.get("finish_reason")))
    except ValueError:
        finish_reason = None
    model = content.get("model")
    return AnswerDetails(
        model=_read(ModelIdentity, {"id": ""} | model, str) if isinstance(model, dict) else None,
        finish_reason=finish_reason,
        usage=_read(Usage, content.get("usage"), int),
        timings=_read(Timings, content.get("timings"), int, float),
        error=str(content.get("error", "")),
        error_hint=str(content.get("error_hint", "")),
    )


def _read(kind: type[_Value], content: Any, *wanted: type) -> _Value | None:
    if not isinstance(content, dict):
        return None
    names = [field.name for field in fields(kind)]
    return kind(**{name: content[name] for name in names if isinstance(content.get(name), wanted)})
