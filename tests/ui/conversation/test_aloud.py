"""What is read aloud of a conversation, and where that is marked."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.chat.conversation import MessageStatus, MessageVersion, new_message_id
from gemini_desk.chat.message import Message, Role, TextPart, TranscriptPart
from gemini_desk.ui.conversation.segments import MarkdownText
from gemini_desk.ui.conversation.selection import TextPlace
from gemini_desk.ui.conversation.transcript_card import TranscriptCard
from gemini_desk.ui.conversation.views.transcript_lines import Line, lines_of
from gemini_desk.ui.conversation.views.transcript_view import TranscriptView
from gemini_desk.ui.speech.utterance import units
from gemini_desk.ui.theme import Theme
from tests.helpers.transcripts import transcript_of
from tests.ui.conversation.conftest import assistant, user

if TYPE_CHECKING:
    from gemini_desk.ui.conversation.aloud.sources import Spoken, SpokenText
    from gemini_desk.ui.conversation.pane import ConversationPane


def everything(source: SpokenText) -> list[Spoken]:
    found: list[Spoken] = []
    while (spoken := source.next()) is not None:
        found.append(spoken)
    return found


def words(source: SpokenText) -> list[str]:
    return [each.utterance.text.strip() for each in everything(source)]


def read(pane: ConversationPane, text: str) -> list[str]:
    answer = assistant(text)
    pane.show_conversation([user("?"), answer])
    source = pane.aloud.message(answer.id)
    said = words(source)
    assert source.is_finished
    return said


def shown_word(pane: ConversationPane, spoken: Spoken, word: str) -> str:
    """The text in the pane that is marked while `word` is said."""
    item = pane._items.find(spoken.message_id)
    assert item is not None
    segment = next(each for each in item.segments or () if each.order == spoken.order)
    before = units(spoken.utterance.text.partition(word)[0])
    start, end = spoken.utterance.stretch(before, units(word))
    return pane._selected.seen.between(segment, start, end).strip()


@pytest.mark.parametrize(
    ("markdown", "said"),
    [
        ("One. **Two** is *here*. Three", ["One.", "Two is here.", "Three"]),
        ("# A heading\n\nText.", ["A heading", "Text."]),
        ("- first\n- second\n", ["first", "second"]),
        ("1. first\n2. second\n", ["1: first", "2: second"]),
        ("5. fifth\n", ["5: fifth"]),
        ("- [x] wash\n- [ ] dry\n", ["Done: wash", "To do: dry"]),
        ("> quoted words\n", ["quoted words"]),
        ("See [the page](https://example.org/a/b).", ["See the page."]),
        ("See https://www.example.org/a/b?c=d.", ["See link to example.org."]),
        ("Write to a.b@example.org now.", ["Write to a.b@example.org now."]),
        ("A note[^1] here.\n\n[^1]: The note.\n", ["A note here.", "The note."]),
        ("Area $\\pi r^2$ it is.", ["Area pi r squared it is."]),
        ("$$\\frac{a}{b}$$\n", ["a over b."]),
        ("```python\na = 1\nb = 2\n```\n", ["A block of code in python, 2 lines."]),
        ("```\none\n```\n", ["A block of code, 1 line."]),
        (
            "| Name | Age |\n|---|---|\n| Ann | 5 |\n| Bob | 6 |\n",
            ["Table with 2 columns: Name, Age", "Ann, 5", "Bob, 6"],
        ),
        ("![a cat](cat.png)", ["Picture: a cat"]),
        ("---\n\n***\n", []),
        ("Use `ls -l` there.", ["Use ls -l there."]),
        ("Line one  \nline two.", ["Line one line two."]),
        ("<b>raw</b> text", ["<b>raw</b> text"]),
    ],
)
def test_markdown_is_said_as_it_is_read(
    pane: ConversationPane, markdown: str, said: list[str]
) -> None:
    assert read(pane, markdown) == said


def test_what_was_thought_is_not_read(pane: ConversationPane) -> None:
    answer = assistant("", MessageStatus.STREAMING)
    pane.begin_answer(answer)
    pane.append_thought(answer.id, "Let me think. A lot.")
    pane.append_text(answer.id, "The answer. It is")
    assert words(pane.aloud.message(answer.id)) == ["The answer."]


def test_a_persons_own_message_is_read_too(pane: ConversationPane) -> None:
    question = user("What is *this*? Say it.")
    pane.show_conversation([question])
    assert words(pane.aloud.message(question.id)) == ["What is *this*?", "Say it."]


def test_words_are_found_where_they_are_shown(pane: ConversationPane) -> None:
    markdown = (
        "Some 😀 **bold** text, $x^2$ and [a link](https://example.org).\n\n"
        "1. an item with *words*\n\n| A | B |\n|---|---|\n| cell | other |\n"
    )
    answer = assistant(markdown)
    pane.show_conversation([answer])
    first, item, _head, row = everything(pane.aloud.message(answer.id))
    assert shown_word(pane, first, "bold") == "bold"
    assert shown_word(pane, first, "link") == "link"
    assert shown_word(pane, first, "squared") == "$x^2$"
    assert shown_word(pane, item, "words") == "words"
    assert shown_word(pane, row, "other") == "other"


def test_an_answer_is_read_while_it_is_written(pane: ConversationPane) -> None:
    answer = assistant("", MessageStatus.STREAMING)
    pane.begin_answer(answer)
    source = pane.aloud.message(answer.id)
    said: list[str] = []
    text = (
        "It is **so**. And more of it follows here.\n\n- an item. With two sentences\n- next\n\n"
        "```\ncode\n```\n\nThe end is near"
    )
    for start in range(0, len(text), 3):
        pane.append_text(answer.id, text[start : start + 3])
        said += words(source)
        assert not source.is_finished
    assert said == [
        "It is so.", "And more of it follows here.", "an item.", "With two sentences", "next",
        "A block of code, 1 line.",
    ]  # fmt: skip
    pane.end_answer(MessageVersion(answer.id, None, assistant(text).message, answer.created_at))
    assert words(source) == ["The end is near"]
    assert source.is_finished


def test_a_long_answer_is_read_to_its_end_although_nobody_came_near(
    pane: ConversationPane,
) -> None:
    text = "\n\n".join(f"Paragraph {n} says something. And {n} again." for n in range(900))
    said = read(pane, text)
    assert len(said) == 1800
    assert said[-1] == "And 899 again."


def test_the_selection_is_read_from_its_first_to_its_last_word(pane: ConversationPane) -> None:
    first, second = assistant("Zero one two. Three four."), assistant("Five six. Seven eight.")
    pane.show_conversation([first, second])
    assert pane.aloud.selected() is None
    places = []
    for message, offset in ((first, 5), (second, 9)):
        item = pane._items.find(message.id)
        assert item is not None
        texts = [each for each in pane._layout.expanded(item) if isinstance(each, MarkdownText)]
        places.append(TextPlace(item, texts[0].order, offset))
    pane._selection.select(places[0], places[1])
    source = pane.aloud.selected()
    assert source is not None
    assert words(source) == ["one two.", "Three four.", "Five six."]


def test_selecting_all_reads_all(pane: ConversationPane) -> None:
    pane.show_conversation([user("A question?"), assistant("An answer. Done.")])
    pane._selection.select_all()
    source = pane.aloud.selected()
    assert source is not None
    assert words(source) == ["A question?", "An answer.", "Done."]


def test_a_message_that_is_gone_has_nothing_to_say(pane: ConversationPane) -> None:
    source = pane.aloud.message("no such message")
    assert source.next() is None
    assert source.is_finished


def test_sentence_and_word_are_marked_and_followed(pane: ConversationPane) -> None:
    text = "\n\n".join(f"Paragraph {n} says something. And {n} again." for n in range(60))
    answer = assistant(text)
    pane.show_conversation([answer])
    pane.verticalScrollBar().setValue(0)
    spoken = everything(pane.aloud.message(answer.id))
    colours = Theme.current()
    tops = []
    for each in spoken[:80]:
        pane.aloud.show(each)
        (segment,) = [s for s in pane._layout.visible if s.order == each.order and s.is_text]
        (mark,) = pane.aloud.marks_in(segment)
        assert mark.colour == colours.spoken
        tops.append(pane.verticalScrollBar().value())
    assert tops[0] == 0
    assert tops[-1] > pane.height()
    pane.aloud.show_word(spoken[79].utterance.start, spoken[79].utterance.start + 3)
    assert [mark.colour for mark in pane.aloud.marks_in(segment)] == [
        colours.spoken, colours.spoken_word,
    ]  # fmt: skip
    assert segment.view is not None
    pane.aloud.show(None)
    assert pane.aloud.marks_in(segment) == []


def test_what_is_read_of_a_selection_is_seen_within_it(pane: ConversationPane) -> None:
    answer = assistant("Zero. One two three. Four.")
    pane.show_conversation([answer])
    pane._selection.select_all()
    source = pane.aloud.selected()
    assert source is not None
    pane.aloud.show(source.next())
    (segment,) = [each for each in pane._layout.visible if each.is_text]
    colours = Theme.current()
    painted = [mark.colour for mark in pane._marks.of(segment)]
    assert painted == [colours.selection, colours.spoken], "the last one is painted above"


def test_a_reader_who_scrolled_away_stays_there(pane: ConversationPane) -> None:
    text = "\n\n".join(f"Paragraph {n} says something. And {n} again." for n in range(60))
    answer = assistant(text)
    pane.show_conversation([answer])
    bar = pane.verticalScrollBar()
    bar.setValue(0)
    spoken = everything(pane.aloud.message(answer.id))
    pane.aloud.show(spoken[0])
    bar.setValue(bar.maximum() // 2)
    before = bar.value()
    pane.aloud.show(spoken[1])
    assert bar.value() == before


def transcript_message(count: int, *more: TextPart) -> MessageVersion:
    recording = Attachment(
        AttachmentKind.AUDIO, "a" * 64, "audio/wav", "talk.wav", 10, Path("talk.wav")
    )
    texts = [f"This is sentence {number} of the talk." for number in range(count)]
    part = TranscriptPart(recording, transcript_of(texts))
    message = Message(Role.ASSISTANT, (part, *more))
    return MessageVersion(new_message_id(), None, message, datetime.now(UTC))


def test_a_transcript_is_read_segment_by_segment_and_followed(pane: ConversationPane) -> None:
    version = transcript_message(60)
    pane.show_conversation([version])
    source = pane.aloud.message(version.id)
    (card,) = [it for it in pane._layout.visible if isinstance(it, TranscriptCard)]
    assert isinstance(card.view, TranscriptView)
    height = card.view.height()
    for number in range(60):
        spoken = source.next()
        assert spoken is not None
        assert spoken.utterance.text == f"This is sentence {number} of the talk."
        pane.aloud.show(spoken)
        assert card.read_index == number
        assert any(line.text.startswith(f"This is sentence {number} ") for line in lines(card))
        assert max(line.box.bottom() for line in lines(card)) < card.view.open_button.y()
    assert card.view.height() == height
    assert source.next() is None
    assert source.is_finished
    pane.aloud.show(None)
    assert card.read_index == -1


def lines(card: TranscriptCard) -> list[Line]:
    assert card.view is not None
    return lines_of(card, card.view.width())


def test_of_an_answer_below_a_transcript_only_the_answer_is_read(pane: ConversationPane) -> None:
    version = transcript_message(3, TextPart("Three sentences."))
    pane.show_conversation([version])
    spoken = pane.aloud.message(version.id).next()
    assert spoken is not None
    assert spoken.utterance.text == "Three sentences."
