"""Style sheets and painting that widgets of the window share.

GUI thread only. Style sheets are set on single widgets, never on the application: one
there wipes the palette, and is matched against each row that the conversation realises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPainter, QPen

from gemini_desk.ui.theme import RADIUS_PX, Colours, Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QRect
    from PySide6.QtWidgets import QWidget

CONTROL_RADIUS_PX = 8
DROP_DOWN_ROW_PX = 28
HEADING_WEIGHT = QFont.Weight.DemiBold
SHADOW_PX = 8
GAP_ABOVE_PX = 6  # of a card in a column of cards


def font(size_px: int, *, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The application's font in `size_px`."""
    result = QFont(QGuiApplication.font())
    result.setPixelSize(size_px)
    result.setWeight(weight)
    return result


class _ThemedStyle(QObject):
    """Sets a widget's style sheet again whenever colours change; lives as its child."""

    def __init__(self, widget: QWidget, style: Callable[[Colours], str]) -> None:
        super().__init__(widget)
        self._widget = widget
        self._style = style
        Theme.changes().changed.connect(self.restyle)
        self.restyle()

    @Slot()
    def restyle(self) -> None:
        self._widget.setStyleSheet(self._style(Theme.current()))


def follow_theme(widget: QWidget, style: Callable[[Colours], str]) -> None:
    """Give `widget` the style sheet that `style` makes, now and after each change of theme."""
    _ThemedStyle(widget, style)


def icon_button_style(colours: Colours) -> str:
    """A button that shows itself when the mouse or the focus is on it."""
    return f"""
        QToolButton {{ border: 1px solid transparent; border-radius: {CONTROL_RADIUS_PX}px;
            background: transparent; color: {colours.text}; padding: 0; }}
        QToolButton:hover {{ background: {colours.hover}; }}
        QToolButton:pressed, QToolButton:checked {{ background: {colours.pressed}; }}
        QToolButton:focus {{ border-color: {colours.accent}; }}
        QToolButton::menu-indicator {{ image: none; }}
    """


def button_style(colours: Colours) -> str:
    """A push button; the default one carries the accent."""
    return f"""
        QPushButton {{ border: 1px solid {colours.line}; border-radius: {CONTROL_RADIUS_PX}px;
            background: {colours.raised}; color: {colours.text}; padding: 7px 16px;
            outline: none; }}
        QPushButton:hover {{ background: {colours.hover}; }}
        QPushButton:pressed {{ background: {colours.pressed}; }}
        QPushButton:focus {{ border-color: {colours.accent}; }}
        QPushButton#danger {{ color: {colours.danger}; }}
        QPushButton:disabled {{ color: {colours.muted}; background: transparent; }}
        QPushButton:default {{ background: {colours.accent}; color: {colours.on_accent};
            border-color: {colours.accent}; }}
        QPushButton:default:disabled {{ background: {colours.pressed}; color: {colours.muted};
            border-color: {colours.pressed}; }}
        QPushButton:default:focus {{ border-color: {colours.text}; }}
    """


def line_edit_style(colours: Colours) -> str:
    """A single-line field."""
    return f"""
        QLineEdit {{ border: 1px solid {colours.line}; border-radius: {CONTROL_RADIUS_PX}px;
            background: {colours.raised}; color: {colours.text}; padding: 0 8px;
            selection-background-color: {colours.selection};
            selection-color: {colours.text}; }}
        QLineEdit:focus {{ border-color: {colours.accent}; }}
        QLineEdit:disabled {{ background: transparent; color: {colours.muted}; }}
    """


def drop_down_style(colours: Colours) -> str:
    """What drops down from a `ComboBox`: below it, and no taller than some entries."""
    return (
        scroll_area_style(colours)
        + f"""
        QComboBox {{ combobox-popup: 0; }}
        QComboBox QAbstractItemView {{ border: 1px solid {colours.line}; padding: 4px;
            background: {colours.raised}; color: {colours.text}; outline: none;
            selection-background-color: {colours.accent_soft};
            selection-color: {colours.text}; }}
        QComboBox QAbstractItemView::item {{ min-height: {DROP_DOWN_ROW_PX}px; padding: 0 6px;
            border-radius: 4px; }}
    """
    )


def text_box_style(colours: Colours) -> str:
    """A field for several lines."""
    return (
        scroll_area_style(colours)
        + f"""
        QPlainTextEdit {{ border: 1px solid {colours.line}; border-radius: {CONTROL_RADIUS_PX}px;
            background: {colours.raised}; color: {colours.text}; padding: 4px; }}
        QPlainTextEdit:focus {{ border-color: {colours.accent}; }}
    """
    )


def boxed_list_style(colours: Colours) -> str:
    """A list with a frame of its own."""
    return (
        scroll_area_style(colours)
        + f"""
        QListWidget {{ background: {colours.raised}; color: {colours.text}; outline: 0;
            border: 1px solid {colours.line}; border-radius: {CONTROL_RADIUS_PX}px; padding: 4px; }}
        QListWidget:focus {{ border-color: {colours.accent}; }}
        QListWidget::item {{ padding: 5px 7px; border-radius: 6px; }}
        QListWidget::item:hover {{ background: {colours.hover}; }}
        QListWidget::item:selected {{ background: {colours.accent_soft}; color: {colours.text}; }}
    """
    )


def menu_style(colours: Colours) -> str:
    """A drop-down menu."""
    return f"""
        QMenu {{ background: {colours.raised}; color: {colours.text};
            border: 1px solid {colours.line}; padding: 4px; }}
        QMenu::item {{ padding: 7px 24px 7px 12px; border-radius: 6px; }}
        QMenu::item:selected {{ background: {colours.hover}; }}
        QMenu::item:disabled {{ color: {colours.muted}; }}
        QMenu::icon {{ padding-left: 10px; }}
        QMenu::separator {{ height: 1px; background: {colours.line}; margin: 4px 8px; }}
    """


def scroll_area_style(colours: Colours) -> str:
    """A frameless scroll area on its parent's ground, with a thin scroll bar."""
    return f"""
        QAbstractScrollArea {{ border: none; background: transparent; }}
        QScrollBar:vertical {{ background: transparent; width: 8px; margin: 0; }}
        QScrollBar::handle:vertical {{ background: {colours.pressed}; border-radius: 2px;
            margin: 2px; min-height: 32px; }}
        QScrollBar::handle:vertical:hover {{ background: {colours.muted}; }}
        QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
        QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    """


def list_style(colours: Colours) -> str:
    """A column of pages to choose from, at the left of a dialog."""
    return f"""
        QListWidget {{ background: {colours.sidebar}; color: {colours.text};
            border: none; border-right: 1px solid {colours.line}; padding: 16px 8px;
            outline: 0; }}
        QListWidget::item {{ padding: 7px; border-radius: 8px; margin-bottom: 2px;
            border: 1px solid transparent; }}
        QListWidget::item:hover {{ background: {colours.hover}; }}
        QListWidget::item:selected {{ background: {colours.accent_soft}; color: {colours.text}; }}
        QListWidget::item:focus {{ border-color: {colours.accent}; }}
    """


def fill_rect(painter: QPainter, rect: QRect, colour: str) -> None:
    """Fill `rect`; for what the first window paints.

    `QPainter.fillRect` does the same, but its first call makes Python's class of all of Qt's
    ready-made gradients, a hundredth of the way to the first paint.
    """
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRect(rect)


def paint_card(
    painter: QPainter,
    rect: QRectF,
    *,
    fill: str,
    line: str,
    radius: float = RADIUS_PX,
    shadow: bool = False,
) -> None:
    """Paint a rounded card with a hairline; with `shadow`, `SHADOW_PX` around it are used."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if shadow:
        painter.setPen(Qt.PenStyle.NoPen)
        for step in range(SHADOW_PX, 0, -1):  # many faint layers: soft, without a bitmap
            grown = rect.adjusted(-step, -step + 2, step, step)
            painter.setBrush(QColor(0, 0, 0, 1 + (SHADOW_PX - step) // 2))
            painter.drawRoundedRect(grown, radius + step, radius + step)
    painter.setBrush(QColor(fill))
    painter.setPen(QPen(QColor(line), 1.0))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


def paint_focus(painter: QPainter, rect: QRectF, *, radius: float = RADIUS_PX) -> None:
    """Paint the ring that says where the keyboard is."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(Theme.current().accent), 1.5))
    painter.drawRoundedRect(rect.adjusted(0.75, 0.75, -0.75, -0.75), radius, radius)
