"""Figures and times, as they are written in the pane."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, QTime

from gemini_desk.chat.answer import Usage

if TYPE_CHECKING:
    from gemini_desk.chat.answer import AnswerDetails


def short_duration(seconds: float) -> str:
    """`12 s`, `2 min 5 s`; never less than a second."""
    minutes, rest = divmod(max(1, round(seconds)), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def day(date: datetime.date, today: datetime.date | None = None) -> str:
    """`Today`, `Yesterday`, `Monday, 16 November`, or with its year if that is another."""
    today = today or datetime.datetime.now().astimezone().date()
    if date == today:
        return "Today"
    if date == today - datetime.timedelta(days=1):
        return "Yesterday"
    named = QLocale().toString(QDate(date.year, date.month, date.day), "dddd, d MMMM")
    return named if date.year == today.year else f"{named} {date.year}"


def time_of_day(moment: datetime.datetime) -> str:
    """`14:05`, as the system writes it."""
    local = moment.astimezone()
    return QLocale().toString(QTime(local.hour, local.minute), QLocale.FormatType.ShortFormat)


def spoken_duration(seconds: float) -> str:
    """`42 seconds`, `1 minute 5 seconds`."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    words = [_counted(minutes, "minute")] if minutes else []
    if rest or not minutes:
        words.append(_counted(rest, "second"))
    return " ".join(words)


def speed(tokens_per_s: float) -> str:
    """`41 tok/s`, `3.2 tok/s`."""
    digits = 0 if tokens_per_s >= 10 else 1
    return f"{tokens_per_s:.{digits}f} tok/s"


def summary(details: AnswerDetails | None) -> str:
    """`23 tokens · 41 tok/s`, `edited`; "" if nothing is known."""
    words = ["edited"] if details is not None and details.edited else []
    if details is None or details.usage is None or not details.usage.completion_tokens:
        return " · ".join(words)
    words.append(_counted(details.usage.completion_tokens, "token"))
    if details.timings is not None and details.timings.decode_tokens_per_s > 0:
        words.append(speed(details.timings.decode_tokens_per_s))
    return " · ".join(words)


def figures(details: AnswerDetails | None) -> list[tuple[str, str]]:
    """Everything known about an answer, as (label, value)."""
    if details is None:
        return []
    rows: list[tuple[str, str]] = []
    if details.edited:
        rows.append(("Text", "edited by you"))
    if details.model is not None:
        rows.append(("Model", details.model.id))
        place = " · ".join(word for word in (details.model.device, details.model.dtype) if word)
        if details.model.left_for:
            rows.append(("Left this machine for", details.model.left_for))
        elif place:
            rows.append(("Runs on", place))
    if details.usage == Usage() and details.model is not None and details.model.left_for:
        rows.append(("Tokens", "not told by the server"))
    elif details.usage is not None:
        rows.append(("Answer", _counted(details.usage.completion_tokens, "token")))
        rows.append(("Prompt", _counted(details.usage.prompt_tokens, "token")))
        rows.append(("From the cache", _counted(details.usage.cached_tokens, "token")))
    if details.timings is not None:
        if details.timings.load_s > 0:
            rows.append(("Loading the model", f"{details.timings.load_s:.1f} s"))
        rows.append(("Reading the prompt", f"{details.timings.prefill_s:.2f} s"))
        rows.append(("First token after", f"{details.timings.first_token_s:.2f} s"))
        if details.timings.decode_tokens_per_s > 0:
            rows.append(("Speed", speed(details.timings.decode_tokens_per_s)))
    if details.finish_reason is not None:
        reasons = {"stop": "the model was done", "length": "length limit", "cancelled": "stopped"}
        rows.append(("Ended because", reasons[details.finish_reason.value]))
    return rows


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
