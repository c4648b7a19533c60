"""What a person does with a message: buttons, menus and keys all come here. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QContextMenuEvent

from gemini_desk.ui.conversation.details_card import DetailsCard
from gemini_desk.ui.conversation.message_menu import add_message, add_selection, new_menu
from gemini_desk.ui.conversation.message_offers import MessageAction, Offer, offers
from gemini_desk.ui.markdown.citations import read_address
from gemini_desk.ui.transcript_work_menu import add_works, add_works_on_all, may_be_worked_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QAbstractScrollArea, QMenu, QWidget

    from gemini_desk.ui.conversation.copying import Copying
    from gemini_desk.ui.conversation.editing.edits import Edits
    from gemini_desk.ui.conversation.item_list import ItemList
    from gemini_desk.ui.conversation.message_item import MessageItem
    from gemini_desk.ui.conversation.reveal import Reveal
    from gemini_desk.ui.conversation.selection import Selection
    from gemini_desk.ui.conversation.selection_mouse import SelectionDrag
    from gemini_desk.ui.conversation.shown_message import ShownMessage
    from gemini_desk.ui.conversation.views.segment_view import PaneState
    from gemini_desk.ui.conversation.virtual_layout import VirtualLayout

# Whether an action without a current message means one that a person wrote.
_OF_WHOM: Final = {MessageAction.EDIT: True, MessageAction.READ_ALOUD: False}


class MessageCommands(QObject):
    """Does what the pane can do by itself, and asks for the rest.

    Signals:
        regenerate_requested: Id of an answer that shall be given anew.
        continue_requested: Id of an answer that is not whole.
        read_requested: Id of a message to be read aloud; if it is being read, no longer.
        selection_read_requested: What is selected shall be read aloud.
        fork_requested: Id of the last message of a new conversation.
        version_requested: Id of a message, and -1 or 1 for the version before or after it.
        work_requested: The `Choice` of a work on a transcript, and the message that holds it.
        work_on_all_requested: The `Choice` of a work on every recording.
        refused: Why something that was asked for cannot be done now.
    """

    regenerate_requested = Signal(str)
    continue_requested = Signal(str)
    read_requested = Signal(str)
    selection_read_requested = Signal()
    fork_requested = Signal(str)
    version_requested = Signal(str, int)
    work_requested = Signal(object, str)
    work_on_all_requested = Signal(object)
    refused = Signal(str)

    def __init__(
        self,
        items: ItemList,
        layout: VirtualLayout,
        reveal: Reveal,
        state: PaneState,
        copying: Copying,
        edits: Edits,
        area: QAbstractScrollArea,
    ) -> None:
        super().__init__(area)
        self._items = items
        self._layout = layout
        self._reveal = reveal
        self._state = state
        self._copying = copying
        self._edits = edits
        self._area = area

    def request(self, action: MessageAction) -> None:
        """Do something with the current message, else with the last one that it fits.

        Without a current message, editing means what the person wrote last, and reading aloud
        the last answer.
        """
        current = self._reveal.at_keyboard
        items = [current] if current is not None else reversed(list(self._items))
        for item in items:
            if current is None and _OF_WHOM.get(action, item.is_user) is not item.is_user:
                continue
            for offer in self._offers(item):
                if offer.action is action:
                    if offer.obstacle:
                        self.refused.emit(offer.obstacle)
                    else:
                        self.perform(action, item.id, self._row_of(item))
                    return

    def perform(self, action: str, message_id: str, widget: QWidget) -> None:
        """Do a `MessageAction` that was chosen at `widget`."""
        match MessageAction(action):
            case MessageAction.COPY:
                self._copying.copy_message(message_id)
            case MessageAction.READ_ALOUD:
                self.read_requested.emit(message_id)
            case MessageAction.REGENERATE:
                self.regenerate_requested.emit(message_id)
            case MessageAction.EDIT:
                self._edits.begin(message_id)
            case MessageAction.CONTINUE:
                self.continue_requested.emit(message_id)
            case MessageAction.FORK:
                self.fork_requested.emit(message_id)
            case MessageAction.DETAILS:
                item = self._items.find(message_id)
                if item is not None:
                    DetailsCard(item.version.answer, self._area).show_above(widget)

    def step_version(self, step: int) -> None:
        """Go to the version before (-1) or after (1) of the message that is meant.

        That is the current one; else the last one in view that has other versions, else the
        last of all.
        """
        item = self._reveal.at_keyboard
        if item is None or item.place is None:
            candidates = [each for each in self._items if each.place is not None]
            in_view = [each for each in candidates if self._layout.shows(each)]
            item = next(reversed(in_view or candidates), None)
        if item is not None:
            self.version_requested.emit(item.id, step)

    # ------------------------------------------------------------------ menus

    def open_menu(self, message_id: str, button: QWidget) -> None:
        """Open the menu of a message below its button."""
        item = self._items.find(message_id)
        if item is not None:
            menu = new_menu(self._area)
            self._fill(menu, item, button)
            menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def open_works(self, message_id: str, button: QWidget) -> None:
        """Open the menu of what can be done with a transcript below its button."""
        menu = new_menu(self._area)
        self._add_works(menu, message_id)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def open_context_menu(
        self, event: QContextMenuEvent, selection: Selection, drag: SelectionDrag
    ) -> None:
        """Offer what can be done with the message at the pointer, or with the current one."""
        menu = new_menu(self._area)
        place, link = event.globalPos(), ""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            item = self._reveal.at_keyboard or self._items.last
            if item is not None:
                place = self._layout.corner_of(item)
        else:
            top = self._layout.scrolling.top + event.pos().y()
            item = self._items[self._items.at(top)] if len(self._items) else None
            link = drag.link_at(place)
            link = "" if read_address(link) else link  # only the window understands it
        if item is not None:
            self._fill(menu, item, self._row_of(item))
            menu.addSeparator()
        copying = None if selection.is_empty else self._copying
        add_selection(
            menu,
            link=link,
            copying=copying,
            select_all=selection.select_all,
            read=self.selection_read_requested.emit,
        )
        menu.popup(place)
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            menu.setActiveAction(next(each for each in menu.actions() if each.isEnabled()))

    def _add_works(self, menu: QMenu, message_id: str) -> None:
        """What can be done with a transcript, and with all of them if there are several."""
        works = self._state.works
        add_works(menu, works, lambda choice: self.work_requested.emit(choice, message_id))
        transcripts = (each.version.message.transcript for each in self._items)
        recordings = {part.attachment.content_key for part in transcripts if part is not None}
        if len(recordings) > 1:
            menu.addSeparator()
            add_works_on_all(menu, works, self.work_on_all_requested.emit)

    def _row_of(self, item: MessageItem) -> QWidget:
        """Where a card about `item` opens: at its last row, if that is in view."""
        view = item.footer.view if item.footer is not None else None
        return view if view is not None else self._area.viewport()

    def _offers(self, item: ShownMessage) -> Sequence[Offer]:
        state = self._state
        is_read = item.id == state.read_id
        return offers(item, is_answering=state.is_answering, is_read=is_read)

    def _fill(self, menu: QMenu, item: ShownMessage, widget: QWidget) -> None:
        if may_be_worked_on(item.version):
            self._add_works(menu, item.id)
            menu.addSeparator()
        add_message(
            menu,
            self._offers(item),
            item.place,
            perform=lambda action: self.perform(action, item.id, widget),
            step=lambda step: self.version_requested.emit(item.id, step),
        )
