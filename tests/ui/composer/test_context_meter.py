"""The ring that shows how full the context is, and the panel behind it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from gemini_desk.ui.chat.context_usage import ContextUsage
from gemini_desk.ui.composer.context_breakdown import ContextBreakdown
from gemini_desk.ui.composer.context_meter import ContextMeter, percent
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


def usage(text: int = 0, image: int = 0, audio: int = 0) -> ContextUsage:
    return ContextUsage(text, image, audio, context_tokens=1_500, reserve_tokens=500)


@pytest.fixture
def meter(qtbot: QtBot) -> Iterator[ContextMeter]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(300, 100)
    meter = ContextMeter(window)
    window.show()
    yield meter
    window.close()


def colours(meter: ContextMeter) -> set[str]:
    """The colours in the picture of the meter."""
    meter.resize(meter.sizeHint())
    picture = meter.grab().toImage()
    return {
        QColor(picture.pixel(x, y)).name()
        for x in range(picture.width())
        for y in range(picture.height())
    }


def test_it_is_hidden_while_nothing_is_known(meter: ContextMeter) -> None:
    assert not meter.isVisible()
    meter.set_usage(usage(100))
    assert meter.isVisible()
    meter.set_usage(None)
    assert not meter.isVisible()
    meter.set_usage(ContextUsage(10, 0, 0, context_tokens=0, reserve_tokens=0))
    assert not meter.isVisible(), "a model that does not say how much it takes"


@pytest.mark.parametrize(
    ("tokens", "words", "colour"),
    [(800, "", "muted"), (801, "80 %", "warning"), (999, "99 %", "warning"),
     (1_000, "100 %", "warning"), (1_001, "too long", "danger")],
)  # fmt: skip
def test_it_warns_above_80_percent(
    meter: ContextMeter, tokens: int, words: str, colour: str
) -> None:
    meter.set_usage(usage(tokens))
    assert meter.words == words
    shown = colours(meter)
    assert getattr(Theme.current(), colour) in shown
    others = {"muted", "warning", "danger"} - {colour}
    assert not shown & {getattr(Theme.current(), other) for other in others}


def test_what_it_says_is_read_aloud_and_shown_below_the_mouse(meter: ContextMeter) -> None:
    meter.set_usage(usage(200, 30, 4))
    said = "Context: 234 of 1,000 tokens (23 %); 500 more are kept for the answer"
    assert meter.accessibleName() == meter.toolTip() == said
    meter.set_usage(usage(2_000))
    assert "2,000 tokens, 1,000 fit" in meter.toolTip()


def test_what_nobody_counted_is_about_right(meter: ContextMeter, qtbot: QtBot) -> None:
    def estimated(tokens: int) -> ContextUsage:
        return replace(usage(tokens), is_estimate=True)

    meter.set_usage(estimated(234))
    assert meter.accessibleName().startswith("Context: about 234 of 1,000 tokens (23 %)")
    meter.set_usage(estimated(900))
    assert meter.words == "about 90 %"
    meter.set_usage(estimated(2_000))
    assert meter.words == "probably too long"
    assert "about 2,000 tokens, 1,000 fit" in meter.toolTip()
    window = QWidget()
    qtbot.addWidget(window)
    breakdown = ContextBreakdown(window)
    breakdown.set_usage(estimated(234))
    assert breakdown.accessibleDescription().startswith("about 234 of 1,000 tokens.")
    assert "estimated" in breakdown.remark
    breakdown.set_usage(estimated(900))
    assert breakdown.remark.startswith("About 90 % are taken")
    breakdown.set_usage(usage(900))
    assert "estimated" not in breakdown.remark


def test_what_is_read_in_part_says_so(meter: ContextMeter, qtbot: QtBot) -> None:
    chosen = ContextUsage(100, 0, 50, context_tokens=1_500, reserve_tokens=500, whole_tokens=9_000)
    meter.set_usage(chosen)
    assert meter.words == "in part"
    assert "9,000 tokens, 1,000 fit: the model reads what matters" in meter.accessibleName()
    assert Theme.current().warning in colours(meter)
    window = QWidget()
    qtbot.addWidget(window)
    breakdown = ContextBreakdown(window)
    breakdown.set_usage(chosen)
    assert "9,000 of 1,000 tokens. Text 950, Pictures 0, Sound 50" in (
        breakdown.accessibleDescription()
    )
    assert "longer than what the model can read at once" in breakdown.remark


def test_only_what_is_full_is_100_percent() -> None:
    assert percent(usage(996)) == "99 %"
    assert percent(usage(1_000)) == "100 %"


def test_the_breakdown_names_each_kind(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    breakdown = ContextBreakdown(window)
    breakdown.set_usage(usage(200, 30, 4))
    description = breakdown.accessibleDescription()
    assert description == (
        "234 of 1,000 tokens. Text 200, Pictures 30, Sound 4, Films 0, Kept for the answer 500"
    )
    assert "1,500" in breakdown.remark
    breakdown.set_usage(usage(900))
    assert "90 %" in breakdown.remark
    breakdown.set_usage(usage(1_001))
    assert "does not fit" in breakdown.remark
