"""The library of prompts, opened by "/" in the empty composer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gemini_desk.ui import style
from gemini_desk.ui.controls import claims_escape
from gemini_desk.ui.icons import colour_of
from gemini_desk.ui.theme import SPACE_PX, Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemini_desk.chat.prompt_template import PromptTemplate
    from gemini_desk.ui.composer.prompt_edit import PromptEdit

_ROW_PX: Final = 46
_ROWS_IN_SIGHT: Final = 6
_WIDTH_PX: Final = 460
_MANAGE: Final = "Manage prompts…"
_COMMAND: Final = re.compile(r"/([\w-]*)")
_PREVIEW_CHARACTERS: Final = 160
_NOT_LEARNED: Final = "The model at hand has not learned this"
_NOTE: Final = Qt.ItemDataRole.UserRole + 1


class PromptPicker(QFrame):
    """A list above the prompt box; the keyboard stays in the box and steers it.

    Signals:
        chosen: The `PromptTemplate`.
        manage_requested: The person wants to change the library.
    """

    chosen = Signal(object)
    manage_requested = Signal()

    def __init__(self, edit: PromptEdit, window: QWidget) -> None:
        super().__init__(window)
        self._edit = edit
        self._window = window
        self._prompts: tuple[PromptTemplate, ...] = ()
        self._not_learned: tuple[PromptTemplate, ...] = ()
        self._dismissed = ""  # what stood there when Escape closed the list
        self._list = QListWidget(self)
        self._list.setAccessibleName("Prompts")
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMouseTracking(True)
        self._list.setUniformItemSizes(True)
        self._list.setItemDelegate(_Rows(self._list))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemClicked.connect(self._take)
        self._list.itemEntered.connect(self._list.setCurrentItem)
        self._list.currentItemChanged.connect(self._tell)
        style.follow_theme(self._list, style.scroll_area_style)
        column = QVBoxLayout(self)
        edge = style.SHADOW_PX + SPACE_PX // 2
        column.setContentsMargins(edge, edge, edge, edge)
        column.addWidget(self._list)
        self.hide()
        edit.installEventFilter(self)
        edit.textChanged.connect(self._look)
        Theme.changes().changed.connect(self.update)

    def set_prompts(
        self, prompts: Sequence[PromptTemplate], not_learned: Sequence[PromptTemplate] = ()
    ) -> None:
        """Offer these.

        Args:
            prompts: What the model at hand can do.
            not_learned: What it cannot: it is found by who types its name, and says so.
        """
        self._prompts = tuple(prompts)
        self._not_learned = tuple(not_learned)
        if self.isVisible():
            self._look()

    def names(self) -> list[str]:
        """The names that are offered now, the best match first."""
        items = (self._list.item(row) for row in range(self._list.count()))
        return [prompt.name for item in items if (prompt := _prompt_of(item)) is not None]

    # -- what stands in the box -----------------------------------------------------------

    def _look(self) -> None:
        """Show what fits to what is typed, or nothing."""
        text = self._edit.toPlainText()
        command = _COMMAND.fullmatch(text)
        if command is None:
            self._dismissed = ""
        if command is None or text == self._dismissed or not self._edit.hasFocus():
            self.hide()
            return
        found = matching(self._prompts, command[1])
        beyond = matching(self._not_learned, command[1]) if command[1] else []
        self._fill(found, beyond)
        found += beyond
        if not self.isVisible() and (found or not command[1]):
            self.show()
            self.raise_()
        self.setVisible(bool(found) or not command[1])
        self._place()

    def _fill(
        self, prompts: Sequence[PromptTemplate], not_learned: Sequence[PromptTemplate]
    ) -> None:
        self._list.blockSignals(True)
        self._list.clear()
        for place, prompt in enumerate((*prompts, *not_learned)):
            note = _NOT_LEARNED if place >= len(prompts) else ""
            words = (f"/{prompt.name}, {prompt.title}", note)
            item = QListWidgetItem(". ".join(filter(None, words)))
            item.setData(Qt.ItemDataRole.UserRole, prompt)
            item.setData(_NOTE, note)
            item.setToolTip(prompt.text[:1_000])
            self._list.addItem(item)
        self._list.addItem(QListWidgetItem(_MANAGE))
        self._list.blockSignals(False)
        self._list.setCurrentRow(0)

    def _take(self, item: QListWidgetItem) -> None:
        prompt = _prompt_of(item)
        self.hide()
        self._edit.setFocus(Qt.FocusReason.OtherFocusReason)
        if prompt is None:
            self._edit.clear()
            self.manage_requested.emit()
        else:
            self.chosen.emit(prompt)

    def _tell(self, item: QListWidgetItem | None) -> None:
        """Say what is chosen: the focus stays in the box, so nobody else would."""
        if item is not None and self.isVisible():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._list, item.text()))

    # -- keys -----------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that belong to the list while it is open."""
        if not self.isVisible() or watched is not self._edit:
            return False
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
            return False
        if claims_escape(event):
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        row, last = self._list.currentRow(), self._list.count() - 1
        match event.key():
            case Qt.Key.Key_Down:
                self._list.setCurrentRow(0 if row == last else row + 1)
            case Qt.Key.Key_Up:
                self._list.setCurrentRow(last if row <= 0 else row - 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Tab:
                item = self._list.currentItem()
                if item is not None:
                    self._take(item)
            case Qt.Key.Key_Escape:
                self._dismissed = self._edit.toPlainText()
                self.hide()
            case _:
                return False
        return True

    # -- looks ----------------------------------------------------------------------------

    def _place(self) -> None:
        rows = min(self._list.count(), _ROWS_IN_SIGHT)
        edge = 2 * (style.SHADOW_PX + SPACE_PX // 2)
        width = min(_WIDTH_PX + edge, self._window.width())
        height = rows * _ROW_PX + edge
        corner = self._edit.mapTo(self._window, QPoint(0, 0))
        left = max(0, min(corner.x() - edge // 2, self._window.width() - width))
        top = max(0, corner.y() - height - SPACE_PX)
        self.setGeometry(left, top, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card."""
        colours = Theme.current()
        painter = QPainter(self)
        edge = style.SHADOW_PX
        card = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        style.paint_card(
            painter, card, fill=colours.raised, line=colours.line, radius=12, shadow=True
        )


def matching(prompts: Sequence[PromptTemplate], typed: str) -> list[PromptTemplate]:
    """The prompts that fit to `typed`: of that name, by its start, within it, by the title."""
    typed = typed.casefold()
    ranks = (
        lambda prompt: prompt.name.casefold() == typed,
        lambda prompt: prompt.name.casefold().startswith(typed),
        lambda prompt: typed in prompt.name.casefold(),
        lambda prompt: typed in prompt.title.casefold(),
    )
    found: dict[str, PromptTemplate] = {}
    for fits in ranks:
        found |= {
            prompt.id: prompt for prompt in prompts if prompt.id not in found and fits(prompt)
        }
    return list(found.values())


def _prompt_of(item: QListWidgetItem) -> PromptTemplate | None:
    prompt: PromptTemplate | None = item.data(Qt.ItemDataRole.UserRole)
    return prompt


class _Rows(QStyledItemDelegate):
    """Title and name in one line, the beginning of the text below."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # type: ignore[override]  # PySide's stub wants both kinds of index
        return QSize(0, _ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # type: ignore[override]  # as above
        rect: QRect = option.rect
        selected = option.state & QStyle.StateFlag.State_Selected
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour_of("accent_soft"))
            painter.drawRoundedRect(rect, style.CONTROL_RADIUS_PX, style.CONTROL_RADIUS_PX)
        room = rect.adjusted(12, 5, -12, -5)
        prompt: PromptTemplate | None = index.data(Qt.ItemDataRole.UserRole)
        middle = Qt.AlignmentFlag.AlignVCenter
        if prompt is None:
            painter.setFont(style.font(13))
            painter.setPen(colour_of("accent"))
            painter.drawText(room, middle, index.data(Qt.ItemDataRole.DisplayRole))
            painter.restore()
            return
        upper = QRect(room.left(), room.top(), room.width(), room.height() // 2)
        lower = upper.translated(0, room.height() // 2)
        painter.setFont(style.font(12))
        painter.setPen(colour_of("muted"))
        command = f"/{prompt.name}"
        painter.drawText(upper, middle | Qt.AlignmentFlag.AlignRight, command)
        metrics = QFontMetrics(painter.font())
        note: str = index.data(_NOTE)
        preview = note or " ".join(prompt.text[:_PREVIEW_CHARACTERS].split())
        elided = Qt.TextElideMode.ElideRight
        painter.drawText(lower, middle, metrics.elidedText(preview, elided, lower.width()))
        painter.setFont(style.font(13, weight=style.HEADING_WEIGHT))
        painter.setPen(colour_of("muted" if note else "text"))
        left = upper.width() - metrics.horizontalAdvance(command) - SPACE_PX
        title = QFontMetrics(painter.font()).elidedText(prompt.title, elided, left)
        painter.drawText(upper, middle, title)
        painter.restore()
