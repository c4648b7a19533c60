"""Times in an answer lead to the recording, where the branch holds its transcript."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor

from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.chat.conversation import MessageStatus, MessageVersion, new_message_id
from gemini_desk.chat.message import Message, Role, TextPart, TranscriptPart
from gemini_desk.transcripts.transcript import Segment, Transcript
from gemini_desk.ui.conversation.segments import MarkdownText
from gemini_desk.ui.markdown.rendering import Surroundings
from tests.helpers.transcripts import transcript_of
from tests.ui.conversation.conftest import assistant, user

TRANSCRIPT = transcript_of(["Good morning.", "The budget is forty.", "Good bye."])
TEXT = "Forty [0:10], they said (0:20). Never [9:59]."


@pytest.fixture
def recording(tmp_path):
    return Attachment(
        AttachmentKind.AUDIO, "a" * 64, "audio/wav", "meeting.wav", 10, tmp_path / "meeting.wav"
    )


@pytest.fixture
def transcript(recording):
    message = Message(Role.ASSISTANT, (TranscriptPart(recording, TRANSCRIPT),))
    return MessageVersion(new_message_id(), None, message, datetime.now(UTC))


def links(pane, answer):
    """Texts and addresses of the links in an answer, as they are shown."""
    item = pane._items.find(answer.id)
    found = []
    for segment in item.segments or ():
        if isinstance(segment, MarkdownText):
            block = pane._documents.document(segment).firstBlock()
            while block.isValid():
                piece = block.begin()
                while not piece.atEnd():
                    fragment = piece.fragment()
                    if fragment.charFormat().anchorHref():
                        found.append((fragment.text(), fragment.charFormat().anchorHref()))
                    piece += 1
                block = block.next()
    return found


def browser_of(pane, answer):
    item = pane._items.find(answer.id)
    segment = next(each for each in item.segments if isinstance(each, MarkdownText))
    return segment.view.browser


def test_only_times_that_exist_become_links(qtbot, pane, transcript):
    answer = assistant(TEXT)
    pane.show_conversation([user("Listen"), transcript, user("How much?"), answer])
    qtbot.waitUntil(lambda: bool(links(pane, answer)))
    assert links(pane, answer) == [
        ("[0:10]", f"transcript:{transcript.id}/10.000"),
        ("(0:20)", f"transcript:{transcript.id}/20.000"),
    ]
    assert browser_of(pane, answer).toPlainText() == TEXT


def test_without_a_transcript_times_are_text(qtbot, pane, transcript):
    answer = assistant(TEXT)
    pane.show_conversation([user("When?"), answer, user("Listen"), transcript])
    assert links(pane, answer) == []
    assert browser_of(pane, answer).focusPolicy() == Qt.FocusPolicy.NoFocus


def test_code_and_links_stay_as_they_are(qtbot, pane, transcript):
    answer = assistant("`[0:10]` and [at [0:10]](https://example.com)\n\n    [0:10]\n")
    pane.show_conversation([transcript, answer])
    assert all(address.startswith("https:") for _, address in links(pane, answer))


def test_while_it_streams_too(qtbot, pane, transcript):
    answer = assistant("", MessageStatus.STREAMING)
    pane.show_conversation([transcript])
    pane.begin_answer(answer)
    for piece in ("Forty ", "[0:", "10", "]", " they"):
        pane.append_text(answer.id, piece)
    assert links(pane, answer) == [("[0:10]", f"transcript:{transcript.id}/10.000")]


def test_a_click_asks_for_the_second(qtbot, pane, transcript):
    answer = assistant(TEXT)
    pane.show_conversation([transcript, answer])
    browser = browser_of(pane, answer)
    cursor = QTextCursor(browser.document())
    cursor.setPosition(TEXT.index("[0:10]") + 2)
    place = browser.cursorRect(cursor).center() + QPoint(2, 0)
    with qtbot.waitSignal(pane.citation_activated) as clicked:
        qtbot.mouseClick(browser.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert clicked.args == [transcript.id, 10.0]


def test_enter_does_so_from_the_keyboard(qtbot, pane, transcript):
    answer = assistant(TEXT)
    pane.show_conversation([transcript, answer])
    browser = browser_of(pane, answer)
    browser.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(pane.citation_activated) as pressed:
        qtbot.keyClick(browser, Qt.Key.Key_Return)
    assert pressed.args == [transcript.id, 10.0]


def test_an_edited_transcript_has_other_times(qtbot, pane, transcript, recording):
    answer = assistant(TEXT)
    pane.show_conversation([transcript, answer])
    assert len(links(pane, answer)) == 2
    shorter = Transcript(None, 30.0, (Segment(9.5, 19.0, "The budget is forty."),))
    message = Message(Role.ASSISTANT, (TranscriptPart(recording, shorter),))
    pane.set_transcript(
        MessageVersion(transcript.id, None, message, transcript.created_at, transcript.status)
    )
    assert links(pane, answer) == [("[0:10]", f"transcript:{transcript.id}/9.500")]


def test_an_answer_behind_its_own_transcript_names_its_times(qtbot, pane, recording):
    message = Message(Role.ASSISTANT, (TranscriptPart(recording, TRANSCRIPT), TextPart(TEXT)))
    answer = MessageVersion(new_message_id(), None, message, datetime.now(UTC))
    pane.show_conversation([user("Listen, and tell how much."), answer])
    assert len(links(pane, answer)) == 2


def test_what_is_copied_has_no_links_that_only_the_window_knows(qtbot, pane, transcript):
    answer = assistant(TEXT)
    pane.show_conversation([transcript, answer])
    pane._copying.copy_message(answer.id)
    mime = QGuiApplication.clipboard().mimeData()
    assert mime.text() == TEXT
    assert "[0:10]" in mime.html()
    assert "transcript:" not in mime.html()


def test_a_question_that_names_a_recording_is_answered_from_that_one(
    qtbot, pane, transcript, recording
):
    other = replace(recording, sha256="b" * 64, name="second.wav")
    part = TranscriptPart(other, TRANSCRIPT)
    second = MessageVersion(
        new_message_id(), None, Message(Role.ASSISTANT, (part,)), datetime.now(UTC)
    )
    named, nearest, every = (assistant(TEXT) for _ in range(3))
    pane.show_conversation(
        [
            transcript,
            second,
            user("About “meeting.wav”: How much?"),
            named,
            user("And there?"),
            nearest,
            user("About all recordings: Summarise."),
            every,
        ]
    )
    assert [{address for _, address in links(pane, it)} for it in (named, nearest, every)] == [
        {f"transcript:{transcript.id}/10.000", f"transcript:{transcript.id}/20.000"},
        {f"transcript:{second.id}/10.000", f"transcript:{second.id}/20.000"},
        set(),
    ]
    louder = transcript_of(["Good morning.", "The budget is fifty."])
    part = TranscriptPart(recording, louder)
    pane.set_transcript(replace(transcript, message=Message(Role.ASSISTANT, (part,))))
    assert links(pane, named) == [("[0:10]", f"transcript:{transcript.id}/10.000")]


def test_of_several_recordings_a_time_leads_to_the_one_whose_name_it_has(
    qtbot, pane, transcript, recording
):
    other = replace(recording, sha256="b" * 64, name="second (1).wav")
    part = TranscriptPart(other, TRANSCRIPT)
    second = MessageVersion(
        new_message_id(), None, Message(Role.ASSISTANT, (part,)), datetime.now(UTC)
    )
    text = (
        "Forty [meeting.wav 0:10], fifty [“Second (1).wav”, 0:00-0:09], [nobody.wav 0:10], "
        "[second (1).wav 9:59] and [0:10]."
    )
    answer = assistant(text)
    pane.show_conversation(
        [user("Listen"), transcript, second, user("About all recordings: How much?"), answer]
    )
    assert links(pane, answer) == [
        ("[meeting.wav 0:10]", f"transcript:{transcript.id}/10.000"),
        ("[“Second (1).wav”, 0:00-0:09]", f"transcript:{second.id}/0.000"),
    ]
    browser = browser_of(pane, answer)
    assert browser.toPlainText() == text
    assert 'title="Play meeting.wav from 0:10"' in _html_of(pane, answer)
    browser.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(pane.citation_activated) as pressed:
        qtbot.keyClick(browser, Qt.Key.Key_Return)
    assert pressed.args == [transcript.id, 10.0]


def _html_of(pane, answer):
    item = pane._items.find(answer.id)
    segment = next(each for each in item.segments if isinstance(each, MarkdownText))
    return segment.markdown.html(Surroundings(cited=item.cited))
