"""An answer that arrives: the same as one that was there, at a bounded price."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.chat.message import Message
from gemini_desk.ui.conversation.segments import Code, Footer, MarkdownText
from tests.helpers.markdown_data import HARD_CASES, tokens
from tests.ui.conversation.conftest import assistant, conversation, stream, user

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gemini_desk.chat.conversation import MessageVersion
    from gemini_desk.ui.conversation.pane import ConversationPane


def ended(version: MessageVersion, text: str) -> MessageVersion:
    message = Message.assistant(text)
    return replace(version, message=message, status=MessageStatus.COMPLETE)


def shape(pane: ConversationPane, message_id: str) -> list[tuple[str, str]]:
    item = pane._items.find(message_id)
    assert item is not None
    return [
        (type(segment).__name__, segment.markdown.source)
        for segment in item.segments or []
        if isinstance(segment, MarkdownText | Code)
    ]


@pytest.mark.parametrize("case", [None, *HARD_CASES])
def test_streamed_is_the_same_as_at_once(pane: ConversationPane, case: str | None) -> None:
    arrived = tokens(1500, case=case)
    text = "".join(arrived)
    streamed = stream(pane, arrived)
    pane.end_answer(ended(streamed, text))
    once = assistant(text)
    pane.add_message(once)
    pane._layout.scroll_to_end()
    assert shape(pane, streamed.id) == shape(pane, once.id)


def test_streamed_is_as_tall_as_at_once(pane: ConversationPane) -> None:
    arrived = tokens(400)
    text = "".join(arrived)
    streamed = stream(pane, arrived)
    pane.end_answer(ended(streamed, text))
    first = pane._items.find(streamed.id)
    assert first is not None
    height = first.height
    pane.show_conversation([ended(streamed, text)])
    second = pane._items.find(streamed.id)
    assert second is not None
    pane.resize(900, 5000)  # everything is measured
    assert all(segment.is_measured for segment in second.segments or [])
    assert abs(second.height - height) <= 2


@pytest.mark.parametrize("case", [None, *HARD_CASES])
def test_the_price_of_a_tick_is_bounded(
    pane: ConversationPane, case: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Characters rendered, and documents set, for each tick of a long answer."""
    from gemini_desk.ui.markdown import segments

    rendered: list[int] = []
    render_block = segments.render_block

    def counting(block: segments.Block, **options: object) -> str:
        rendered.append(len(block.source))
        return render_block(block, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(segments, "render_block", counting)
    pane.show_conversation(conversation(40))
    arrived = tokens(2500, case=case)
    answer = assistant("", MessageStatus.STREAMING)
    pane.begin_answer(answer)
    for start in range(0, len(arrived), 7):
        new = "".join(arrived[start : start + 7])
        rendered.clear()
        before = pane._documents.documents_set
        pane.append_text(answer.id, new)
        assert sum(rendered) <= 1500 + len(new)
        assert pane._documents.documents_set - before <= 2
    assert len(pane._layout.visible) <= 60


def test_nothing_is_laid_out_for_a_reader_elsewhere(pane: ConversationPane) -> None:
    pane.show_conversation(conversation(60))
    answer = assistant("", MessageStatus.STREAMING)
    pane.begin_answer(answer)
    pane.verticalScrollBar().setValue(0)
    before = pane._documents.documents_set
    for token in tokens(1000):
        pane.append_text(answer.id, token)
    assert pane._documents.documents_set == before


def test_code_grows_without_being_set_again(pane: ConversationPane) -> None:
    answer = stream(pane, ["```python\n", "print(1)\n"])
    item = pane._items.find(answer.id)
    assert item is not None
    code = next(segment for segment in item.segments or [] if isinstance(segment, Code))
    view = code.view
    for _ in range(50):
        pane.append_text(answer.id, "print(2)\n")
    assert code.view is view
    assert view is not None
    assert view.editor.toPlainText() == code.markdown.source
    assert view.editor.blockCount() == 51


def test_the_row_below_shows_activity_and_then_actions(pane: ConversationPane) -> None:
    answer = stream(pane, ["Hello"])
    pane.set_activity(answer.id, "12.3 tok/s")
    item = pane._items.find(answer.id)
    assert item is not None
    footer = item.footer
    assert isinstance(footer, Footer)
    assert footer.activity == "12.3 tok/s"
    view = footer.view
    assert view is not None
    assert view.is_animated
    assert not any(each.isVisible() for each in view.focus_widgets())
    height = item.height
    pane.end_answer(ended(answer, "Hello"))
    assert not view.is_animated
    assert any(each.isVisible() for each in view.focus_widgets())
    assert item.height == height


def test_an_answer_that_failed_keeps_its_text_and_shows_why(pane: ConversationPane) -> None:
    from gemini_desk.chat.answer import AnswerDetails
    from gemini_desk.ui.conversation.segments import Notice

    answer = stream(pane, ["Half an ", "answer"])
    failed = replace(
        ended(answer, "Half an answer"),
        status=MessageStatus.FAILED,
        answer=AnswerDetails(error="The memory ran out.", error_hint="Close something."),
    )
    pane.end_answer(failed)
    item = pane._items.find(answer.id)
    assert item is not None
    kinds = [type(segment) for segment in item.segments or []]
    assert kinds == [MarkdownText, Notice, Footer]


def html_of_first(pane: ConversationPane) -> str:
    view = pane._layout.visible[0].view
    assert view is not None
    return str(view.browser.toHtml())


def test_references_are_resolved_when_the_answer_ends(pane: ConversationPane, qtbot: QtBot) -> None:
    text = "See [the page].\n\nMore.\n\n[the page]: https://example.org/page\n"
    answer = stream(pane, [text])
    pane.end_answer(ended(answer, text))
    qtbot.waitUntil(lambda: 'href="https://example.org/page"' in html_of_first(pane))


def test_footnotes_are_shown_before_their_notes_arrive(
    pane: ConversationPane, qtbot: QtBot
) -> None:
    text = "A claim.[^1] Another.[^2]\n\n[^1]: The proof.\n"
    answer = stream(pane, [text])
    hoped_for = html_of_first(pane)
    assert 'href="#note-1"' in hoped_for
    assert 'href="#note-2"' in hoped_for
    pane.end_answer(ended(answer, text))
    qtbot.waitUntil(lambda: "[^2]" in html_of_first(pane))
    assert 'href="#note-1"' in html_of_first(pane)


def test_what_is_no_footnote_is_text_in_the_end(pane: ConversationPane) -> None:
    answer = stream(pane, ["Any digit but one: [^1]"])
    pane.end_answer(ended(answer, "Any digit but one: [^1]"))
    assert "[^1]" in html_of_first(pane)


def test_a_reader_is_not_moved_when_references_are_resolved(
    pane: ConversationPane, qtbot: QtBot
) -> None:
    lines = "A line with [a reference][ref] that becomes a link, and some more words.\n\n"
    text = lines * 60 + "[ref]: https://example.org\n"
    answer = stream(pane, [text])
    pane.verticalScrollBar().setValue(700)
    before = [(s.order, s.view.y()) for s in pane._layout.visible if s.view is not None]
    pane.end_answer(ended(answer, text))
    with qtbot.waitSignal(pane._relayout.definitions.found):
        pass
    after = {s.order: s.view.y() for s in pane._layout.visible if s.view is not None}
    top = next((order, y) for order, y in before if y + 40 > 0)
    assert abs(after[top[0]] - top[1]) <= 1


def test_an_ended_text_that_differs_is_shown(pane: ConversationPane) -> None:
    answer = stream(pane, ["What arrived"])
    pane.end_answer(ended(answer, "What was meant"))
    assert shape(pane, answer.id) == [("MarkdownText", "What was meant\n")]


def test_a_person_who_sends_is_taken_to_the_end(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_conversation(conversation(60))
    pane.verticalScrollBar().setValue(100)
    pane.add_message(user("And now?"))
    assert pane._layout.scrolling.is_at_end


def test_an_answer_goes_on_where_it_was_cut_off(pane: ConversationPane) -> None:
    half = replace(assistant("Half a sentence"), status=MessageStatus.INTERRUPTED)
    pane.show_conversation([user("Hi"), half])
    pane.update_message(replace(half, status=MessageStatus.STREAMING))
    pane.append_text(half.id, " and the rest.\n\nMore")
    text = "Half a sentence and the rest.\n\nMore"
    pane.end_answer(ended(half, text))
    assert shape(pane, half.id) == [("MarkdownText", text + "\n")]
    once = assistant(text)
    pane.add_message(once)
    assert shape(pane, once.id) == shape(pane, half.id)
