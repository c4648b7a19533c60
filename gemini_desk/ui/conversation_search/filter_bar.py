"""The filters of the search: chips and menus. GUI thread only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from gemini_desk.ui import style
from gemini_desk.ui.controls import claims_escape
from gemini_desk.ui.conversation_search.filters import Period, SearchFilters
from gemini_desk.ui.icons import icon, icon_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QKeyEvent

    from gemini_desk.ui.conversation_list.groups import TagSummary
    from gemini_desk.ui.theme import Colours

_CHIP_PX: Final = 26
_CHIP_MIN_PX: Final = 40  # a narrow sidebar cuts words rather than chips
_PERIODS: Final = (
    (Period.ANY, "Any time"),
    (Period.TODAY, "Today"),
    (Period.WEEK, "Last 7 days"),
    (Period.MONTH, "Last 30 days"),
    (Period.YEAR, "Last year"),
)
_NO_TAG: Final = "Any tag"
_NO_MODEL: Final = "Any model"


class FilterBar(QWidget):
    """Which messages and conversations are searched.

    Signals:
        changed: The `SearchFilters` are others now.
        models_wanted: The menu of models opens: which ones have answered?
        left: Escape was pressed.
    """

    changed = Signal(object)
    models_wanted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filters = SearchFilters()
        self._tags: list[TagSummary] = []
        self._models: list[str] = []
        self._image = _Chip("Pictures", self)
        self._audio = _Chip("Sound", self)
        self._video = _Chip("Films", self)
        for chip in (self._image, self._audio, self._video):
            chip.setCheckable(True)
            chip.toggled.connect(self._take_kinds)
        self._tag = _MenuChip(_NO_TAG, "Tag", self)
        self._period = _MenuChip("Any time", "Time", self)
        self._model = _MenuChip(_NO_MODEL, "Model", self)
        self._tag.menu().aboutToShow.connect(self._fill_tags)
        self._model.menu().aboutToShow.connect(self.models_wanted)
        self._model.menu().aboutToShow.connect(self._fill_models)
        for period, text in _PERIODS:
            self._add(self._period, text, period=period)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 0, 12, 6)
        column.setSpacing(6)
        for chips in self._rows():
            row = QHBoxLayout()
            row.setSpacing(6)
            for chip in chips:
                row.addWidget(chip)
            row.addStretch(1)
            column.addLayout(row)
        self._show()

    def _rows(self) -> tuple[tuple[_Chip, ...], ...]:
        return (
            (self._image, self._audio, self._video),
            (self._period, self._model),
            (self._tag,),  # the last: it is not there as long as there are no tags
        )

    def tab_stops(self) -> Sequence[QWidget]:
        """What Tab walks, from top to bottom."""
        return [chip for row in self._rows() for chip in row]

    @property
    def filters(self) -> SearchFilters:
        """What is let through."""
        return self._filters

    def clear(self) -> None:
        """Let everything through."""
        self._set(SearchFilters())

    def event(self, event: QEvent) -> bool:
        """Claim Escape before the window's shortcuts get it: it would stop the answer."""
        return claims_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leads out of the search, as it does in the field and among the hits."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def set_tags(self, tags: Iterable[TagSummary]) -> None:
        """Offer these tags."""
        self._tags = list(tags)
        if all(tag.id != self._filters.tag_id for tag in self._tags):
            self._set(replace(self._filters, tag_id=None))
        self._tag.setVisible(bool(self._tags))

    def set_models(self, models: Iterable[str]) -> None:
        """Offer these models."""
        self._models = list(models)
        self._fill_models()

    # -- changes ----------------------------------------------------------------------

    @Slot()
    def _take_kinds(self) -> None:
        self._set(
            replace(
                self._filters,
                has_image=self._image.isChecked(),
                has_audio=self._audio.isChecked(),
                has_video=self._video.isChecked(),
            )
        )

    def _set(self, filters: SearchFilters) -> None:
        if filters != self._filters:
            self._filters = filters
            self._show()
            self.changed.emit(filters)

    def _show(self) -> None:
        filters = self._filters
        kinds = (
            (self._image, filters.has_image),
            (self._audio, filters.has_audio),
            (self._video, filters.has_video),
        )
        for chip, on in kinds:
            blocked = chip.blockSignals(True)
            chip.setChecked(on)
            chip.blockSignals(blocked)
        tag = next((tag.name for tag in self._tags if tag.id == filters.tag_id), _NO_TAG)
        self._tag.show_choice(tag, active=filters.tag_id is not None)
        self._period.show_choice(
            dict(_PERIODS)[filters.period], active=filters.period is not Period.ANY
        )
        self._model.show_choice(filters.model or _NO_MODEL, active=bool(filters.model))

    # -- menus ------------------------------------------------------------------------

    @Slot()
    def _fill_tags(self) -> None:
        self._tag.menu().clear()
        self._add(self._tag, _NO_TAG, tag_id=None)
        for tag in self._tags:
            self._add(self._tag, tag.name.replace("&", "&&"), tag_id=tag.id)

    @Slot()
    def _fill_models(self) -> None:
        self._model.menu().clear()
        self._add(self._model, _NO_MODEL, model="")
        for model in self._models:
            self._add(self._model, model.replace("&", "&&"), model=model)

    def _add(self, chip: _MenuChip, text: str, **choice: Any) -> None:
        chip.menu().addAction(text).triggered.connect(
            lambda: self._set(replace(self._filters, **choice))
        )


class _Chip(QToolButton):
    """A small rounded button."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAccessibleName(text)
        self.setFont(style.font(12))
        self.setFixedHeight(_CHIP_PX)
        self.setMinimumWidth(_CHIP_MIN_PX)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        style.follow_theme(self, _chip_style)


class _MenuChip(_Chip):
    """A chip that opens a menu and shows what was chosen in it."""

    def __init__(self, text: str, name: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._name = name
        self.setIcon(icon("chevron-down", colour="muted"))
        self.setIconSize(icon_size(12))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the chevron behind the text
        menu = QMenu(self)
        menu.setAccessibleName(name)
        style.follow_theme(menu, style.menu_style)
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

    def show_choice(self, text: str, *, active: bool) -> None:
        """Show what was chosen; `active` if that leaves anything out."""
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, 96)
        self.setText(shown.replace("&", "&&"))
        self.setAccessibleName(f"{self._name}: {text}")
        self.setToolTip(text if shown != text else "")
        self.setProperty("active", active)
        self.style().unpolish(self)
        self.style().polish(self)


def _chip_style(colours: Colours) -> str:
    return f"""
        QToolButton {{ border: 1px solid {colours.line}; border-radius: {_CHIP_PX // 2}px;
            background: {colours.raised}; color: {colours.text}; padding: 0 9px; }}
        QToolButton:hover {{ background: {colours.hover}; }}
        QToolButton:checked, QToolButton[active="true"] {{ background: {colours.accent_soft};
            border-color: {colours.accent}; }}
        QToolButton:focus {{ border: 2px solid {colours.accent}; padding: 0 8px; }}
        QToolButton::menu-indicator {{ image: none; }}
    """
