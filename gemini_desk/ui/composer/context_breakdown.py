"""What takes how much of the context: a panel above the meter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.composer.context_meter import about, percent
from gemini_desk.ui.icons import colour_of
from gemini_desk.ui.popover import Popover
from gemini_desk.ui.theme import SPACE_PX, Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from gemini_desk.ui.chat.context_usage import ContextUsage

_WIDTH_PX: Final = 264
_BAR_PX: Final = 8
_DOT_PX: Final = 8
# Name, colour of the theme.
_TEXT, _PICTURES, _SOUND, _FILMS, _ANSWER = (
    ("Text", "accent"),
    ("Pictures", "success"),
    ("Sound", "syntax_keyword"),
    ("Films", "warning"),
    ("Kept for the answer", "muted"),
)
_KINDS: Final = (_TEXT, _PICTURES, _SOUND, _FILMS, _ANSWER)


class ContextBreakdown(Popover):
    """The tokens of conversation and draft by kind, against what the model takes."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAccessibleName("Context")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = QLabel("Context", self)
        self._title.setFont(style.font(13, weight=style.HEADING_WEIGHT))
        self._sum = QLabel(self)
        self._sum.setFont(style.font(12))
        self._bar = _StackedBar(self)
        self._figures = [QLabel(self) for _ in _KINDS]
        self._remark = QLabel(self)
        self._remark.setWordWrap(True)
        self._remark.setFont(style.font(12))
        self._remark.setFixedWidth(_WIDTH_PX)
        grid = QGridLayout()
        grid.setContentsMargins(SPACE_PX, SPACE_PX // 2, SPACE_PX, SPACE_PX // 2)
        grid.setHorizontalSpacing(SPACE_PX)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._title, 0, 0, 1, 2)
        grid.addWidget(self._sum, 0, 2, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self._bar, 1, 0, 1, 3)
        for row, ((name, colour), figure) in enumerate(
            zip(_KINDS, self._figures, strict=True), start=2
        ):
            label = QLabel(name, self)
            label.setFont(style.font(12))
            label.setBuddy(figure)
            figure.setFont(style.font(12))
            grid.addWidget(_Dot(colour, self), row, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(label, row, 1)
            grid.addWidget(figure, row, 2, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self._remark, len(_KINDS) + 2, 0, 1, 3)
        self.content.addLayout(grid)
        for label in (self._sum, self._remark):
            style.follow_theme(label, lambda colours: f"color: {colours.muted};")

    def set_usage(self, usage: ContextUsage) -> None:
        """Show `usage`."""
        text_tokens, all_tokens = usage.text_tokens, usage.prompt_tokens
        if usage.is_chosen_from:
            # Up to the brim: as much of the transcript as there is room for.
            text_tokens += usage.limit_tokens - all_tokens
            all_tokens = usage.whole_tokens
        self._sum.setText(f"{about(usage)}{all_tokens:,} of {usage.limit_tokens:,} tokens")
        tokens = (
            text_tokens,
            usage.image_tokens,
            usage.audio_tokens,
            usage.video_tokens,
            usage.reserve_tokens,
        )
        for figure, count in zip(self._figures, tokens, strict=True):
            figure.setText(f"{count:,}")
        self._bar.set_parts(
            [(count, colour) for count, (_, colour) in zip(tokens, _KINDS, strict=True)],
            usage.context_tokens,
        )
        self._remark.setText(_remark(usage))
        self.setAccessibleDescription(
            f"{self._sum.text()}. "
            + ", ".join(
                f"{name} {count:,}" for (name, _), count in zip(_KINDS, tokens, strict=True)
            )
        )

    @property
    def remark(self) -> str:
        """What it says below the figures."""
        return self._remark.text()


def _remark(usage: ContextUsage) -> str:
    if not usage.fits:
        verdict = f"This {about(usage, 'probably ')}does not fit. "
        words = f"{verdict}When you send it, you can choose what the model leaves out."
    elif usage.is_chosen_from:
        words = (
            "The transcript is longer than what the model can read at once. Of its lines, those "
            "that have most to do with the question are read; where none has, all are read part "
            "by part, and noted."
        )
    elif usage.nearly_full:
        taken = percent(usage)
        taken = f"{taken[0].upper()}{taken[1:]}"
        words = f"{taken} are taken: the end of what the model can read is near."
    else:
        words = f"The model reads at most {usage.context_tokens:,} tokens, its answer included."
    if usage.is_estimate:
        words += " These numbers are estimated: drafts are not sent to the server to be counted."
    return words


class _Dot(QWidget):
    """The colour of a kind."""

    def __init__(self, colour: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._colour = colour
        self.setFixedSize(_DOT_PX, _DOT_PX)
        Theme.changes().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour_of(self._colour))
        painter.drawEllipse(self.rect())


class _StackedBar(QWidget):
    """Parts of a whole, one after the other; the last one at the right end."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parts: list[tuple[int, str]] = []
        self._whole = 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        Theme.changes().changed.connect(self.update)

    def set_parts(self, parts: list[tuple[int, str]], whole: int) -> None:
        """Show sizes and colours; what is more than `whole` shrinks to it."""
        self._parts = parts
        self._whole = max(1, whole, sum(size for size, _ in parts))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH_PX, _BAR_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()), _BAR_PX / 2, _BAR_PX / 2)
        painter.setClipPath(outline)
        painter.fillRect(self.rect(), colour_of("pressed"))
        scale = self.width() / self._whole
        left = 0.0
        for size, colour in self._parts[:-1]:
            painter.fillRect(QRectF(left, 0, size * scale, self.height()), colour_of(colour))
            left += size * scale
        for size, colour in self._parts[-1:]:
            width = size * scale
            painter.fillRect(
                QRectF(self.width() - width, 0, width, self.height()), colour_of(colour)
            )
