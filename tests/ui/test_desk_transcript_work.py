"""Works on a transcript in the running application: from the card to a citation that plays."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.conversation import Conversation
from gemini_desk.chat.message import Message, Role, TranscriptPart
from gemini_desk.paths import assets_dir
from gemini_desk.tasks.attach import attach
from gemini_desk.ui.conversation.segments import MarkdownText
from gemini_desk.ui.conversation.transcript_card import TranscriptCard
from gemini_desk.ui.transcript.panel import TranscriptPanel
from tests.helpers.transcripts import transcript_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen knows no popups
WAIT_MS = 15_000


@pytest.fixture
def card(qtbot, desk):
    """The card of a transcript in a stored conversation that is open."""
    desk.window.resize(1_280, 800)  # room for the panel beside the conversation
    recording = attach(assets_dir() / "samples" / "note.wav", AttachmentKind.AUDIO)
    conversation = Conversation.new()
    conversation.append(Message.user("", recording))
    part = TranscriptPart(recording, transcript_of(["Good morning.", "The budget is forty."]))
    conversation.append(Message(Role.ASSISTANT, (part,)))
    with qtbot.waitSignal(desk.open_conversation.stored, timeout=WAIT_MS):
        desk.open_conversation.open_unsaved(conversation)
    desk.window.show_pane()

    def shown():
        cards = [s for s in desk.pane._layout.visible if isinstance(s, TranscriptCard)]
        return [each.view for each in cards if each.view is not None]

    qtbot.waitUntil(lambda: bool(shown()), timeout=WAIT_MS)
    return shown()[0]


def choose(qtbot, button, *texts):
    """Open the menu of `button` and choose."""
    button.click()
    pick(qtbot, *texts)


def pick(qtbot, *texts):
    """Choose in the menu that is open, or opens."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = top = QApplication.activePopupWidget()
    for text in texts:
        action = next(each for each in menu.actions() if each.text() == text)
        menu = action.menu()
    action.trigger()
    top.close()


def test_from_the_card_to_a_citation_that_opens_the_recording(qtbot, desk, card, backend):
    backend.queue_reply("- The budget is ", "forty [0:10].")
    with qtbot.waitSignal(desk.messages.answer_ended, timeout=WAIT_MS) as ended:
        choose(qtbot, card.work_button, "Summarise", "Bullet points")
    answer = ended.args[0]
    assert answer.message.text == "- The budget is forty [0:10]."
    item = desk.pane._items.find(answer.id)
    segment = next(each for each in item.segments if isinstance(each, MarkdownText))
    qtbot.waitUntil(lambda: segment.view is not None)
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    segment.view.browser.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: segment.view.browser.textCursor().hasSelection())  # the citation
    qtbot.keyClick(segment.view.browser, Qt.Key.Key_Return)
    (panel,) = desk.window.findChildren(TranscriptPanel)
    assert panel.isVisible()
    assert panel.message_id == desk.open_conversation.conversation.branch()[1].id
    backend.queue_reply("- **Ada**: pay [0:10]")
    with qtbot.waitSignal(desk.messages.answer_ended, timeout=WAIT_MS) as ended:
        qtbot.keyClick(panel.list, Qt.Key.Key_W)
        pick(qtbot, "Action items")
    assert ended.args[0].message.text == "- **Ada**: pay [0:10]"


def test_a_phrase_to_finish_stands_in_the_composer_before_what_was_written(qtbot, desk, card):
    desk.composer.card.prompt.setPlainText("or Danish")
    choose(qtbot, card.work_button, "Translate", "Another language…")
    assert desk.composer.draft().text == "Translate the recording to \nor Danish"
    assert len(desk.open_conversation.conversation.branch()) == 2


def test_a_translation_has_a_card_that_can_be_worked_on_when_it_is_whole(
    qtbot, desk, card, backend
):
    backend.queue_reply("1. Guten Morgen.\n2. Es sind vierzig.")
    with qtbot.waitSignal(desk.messages.answer_ended, timeout=WAIT_MS) as ended:
        choose(qtbot, card.work_button, "Translate", "German")
    item = desk.pane._items.find(ended.args[0].id)
    found = next(each for each in item.segments if isinstance(each, TranscriptCard))
    qtbot.waitUntil(lambda: found.view is not None)
    assert found.view.work_button.isVisibleTo(found.view)
    assert [each.text for each in found.part.transcript.segments] == [
        "Guten Morgen.",
        "Es sind vierzig.",
    ]
