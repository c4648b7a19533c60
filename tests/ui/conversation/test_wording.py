"""Figures and times, as they are written."""

from __future__ import annotations

import pytest

from gemini_desk.chat.answer import AnswerDetails, Timings, Usage
from gemini_desk.sizes import clock_text
from gemini_desk.ui.conversation.wording import figures, spoken_duration, summary


@pytest.mark.parametrize(
    ("seconds", "written", "spoken"),
    [
        (0.2, "0:00", "0 seconds"),
        (41.6, "0:42", "42 seconds"),
        (65.0, "1:05", "1 minute 5 seconds"),
        (120.0, "2:00", "2 minutes"),
        (3723.0, "1:02:03", "62 minutes 3 seconds"),
    ],
)
def test_durations(seconds: float, written: str, spoken: str) -> None:
    assert clock_text(seconds) == written
    assert spoken_duration(seconds) == spoken


def test_summaries() -> None:
    assert summary(None) == ""
    assert summary(AnswerDetails(usage=Usage(completion_tokens=1))) == "1 token"
    slow = AnswerDetails(
        usage=Usage(completion_tokens=2300), timings=Timings(decode_tokens_per_s=3.21)
    )
    assert summary(slow) == "2,300 tokens · 3.2 tok/s"


def test_figures_name_only_what_is_known() -> None:
    assert figures(None) == []
    assert figures(AnswerDetails()) == []
    rows = dict(figures(AnswerDetails(usage=Usage(10, 4, 2), timings=Timings(1.5, 0.1, 0.2, 0.0))))
    assert rows["From the cache"] == "4 tokens"
    assert rows["Loading the model"] == "1.5 s"
    assert "Speed" not in rows
