"""A message that does not fit: controller, card, composer, window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from gemini_desk.ui.chat.overflow import Overflow
    from gemini_desk.ui.chat.overflow_controller import OverflowController
    from gemini_desk.ui.composer.composer import Composer
    from gemini_desk.ui.composer.overflow_card import OverflowCard
    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.main_window import MainWindow
    from gemini_desk.ui.model_controller import ModelController
    from gemini_desk.ui.wiring.queue import QueueWiring


class OverflowWiring(QObject):
    """Asks the person, and does what was chosen."""

    def __init__(
        self,
        overflow: OverflowController,
        queue_wiring: QueueWiring,
        models: ModelController,
        pane: ConversationPane,
        card: OverflowCard,
        composer: Composer,
        window: MainWindow,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._overflow = overflow
        self._pane = pane
        self._queue_wiring = queue_wiring
        self._card = card
        self._composer = composer
        self._window = window
        self._waits_for_model = False
        composer.add_above(card)
        overflow.changed.connect(self._show)
        card.leave_out_requested.connect(overflow.leave_out)
        card.summary_requested.connect(overflow.summarise)
        card.summary_accepted.connect(overflow.use_summary)
        card.back_requested.connect(overflow.back)
        card.edit_requested.connect(self._edit)
        card.model_requested.connect(self._choose_model)
        card.dismissed.connect(overflow.dismiss)
        models.loaded.connect(self._try_again)

    @Slot(object)
    def _show(self, overflow: Overflow | None) -> None:
        had_keyboard = self._card.isVisible()
        self._queue_wiring.make_room(overflow is not None)
        self._card.show_overflow(overflow)
        if overflow is None and had_keyboard:
            self._waits_for_model = False
            self._composer.focus_prompt()

    @Slot()
    def _edit(self) -> None:
        state = self._overflow.state
        if state is None:
            return
        if state.is_sent:
            self._overflow.dismiss()
            self._pane.edits.begin(state.message_id)
        else:
            self._queue_wiring.edit(state.message_id)

    @Slot()
    def _choose_model(self) -> None:
        self._waits_for_model = True
        self._window.action("choose-model").trigger()

    @Slot(object)
    def _try_again(self, _model: object) -> None:
        """The person chose another model for the message: perhaps it fits now."""
        if self._waits_for_model and self._overflow.state is not None:
            self._overflow.try_again()
