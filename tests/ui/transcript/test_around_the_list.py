"""What stands above the segments and in place of them: names, remarks, what is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gemini_desk.transcripts.transcript import Damage, Transcript
from gemini_desk.ui.transcript.progress_line import Progress
from tests.ui.transcript.conftest import MESSAGE

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gemini_desk.ui.transcript.panel import TranscriptPanel
    from tests.ui.transcript.conftest import Spoken

BEGUN = Transcript(None, 20.0, (), 0.0)


def test_why_there_is_nothing_stands_in_the_middle_of_the_list(
    panel: TranscriptPanel, spoken: Spoken, qtbot: QtBot
) -> None:
    """Also where the panel gets its size after its transcript, as when it is opened."""
    panel.hide()
    panel.show_transcript(MESSAGE, spoken.recording, BEGUN)
    panel.set_progress(MESSAGE, Progress(is_running=True))
    panel.resize(460, 640)
    panel.show()
    qtbot.waitExposed(panel)
    note, view = panel.notes.empty, panel.list.viewport()
    qtbot.waitUntil(lambda: note.geometry() == view.rect())
    assert note.isVisible()
    assert note.text().startswith("Listening…")
    panel.resize(700, 800)
    qtbot.waitUntil(lambda: view.width() > 600 and note.geometry() == view.rect())


def test_a_long_name_is_shortened_in_the_middle(panel: TranscriptPanel, spoken: Spoken) -> None:
    """Which part of a meeting it is stands at the end."""
    named = replace(spoken.recording, name="Meeting of the harbour committee " * 4 + "part 2.wav")
    panel.show_transcript(MESSAGE, named, spoken.transcript)
    title = panel.header.title
    assert title.toolTip() == named.name
    assert title.shown_text.endswith("part 2.wav")
    assert title.shown_text.startswith("Meeting")


def test_what_could_not_be_read_stands_above_the_segments(
    panel: TranscriptPanel, spoken: Spoken
) -> None:
    panel.show_transcript(MESSAGE, spoken.recording, spoken.transcript)
    assert not panel.losses.isVisible()
    panel.set_transcript(MESSAGE, replace(spoken.transcript, damages=(Damage(1.0, 2.0),)))
    assert panel.losses.isVisible()
    assert "from 0:01 to 0:02" in panel.losses.accessibleName()
    note = "The file was cut off: its sound ends at 0:20."
    panel.show_transcript("another", replace(spoken.recording, note=note), spoken.transcript)
    assert panel.losses.text.text() == note
    panel.show_transcript(MESSAGE, spoken.recording, spoken.transcript)
    assert not panel.losses.isVisible()


def test_nothing_is_heard_for_a_translation(panel: TranscriptPanel, spoken: Spoken) -> None:
    panel.show_transcript(MESSAGE, spoken.recording, replace(BEGUN, language="German"))
    panel.set_progress(MESSAGE, Progress(is_running=True))
    assert panel.notes.empty.text().startswith("Translating…")
    assert "heard" not in panel.progress.text.text()


def test_why_it_failed_stands_beside_the_conversation_too(
    panel: TranscriptPanel, spoken: Spoken
) -> None:
    """In a narrow window the panel covers the message that tells it."""
    half = replace(spoken.transcript, language=None, done_s=4.0)
    panel.show_transcript(MESSAGE, spoken.recording, half)
    reason = "The model ran out of memory. Choose a smaller model."
    panel.set_progress(MESSAGE, Progress(problem=reason))
    assert panel.problem.isVisible()
    assert panel.problem.accessibleName() == panel.problem.text.text() == reason
    assert panel.progress.text.text().endswith("heard · failed")
    assert panel.progress.button.text() == "Continue"
    panel.set_progress(MESSAGE, Progress(is_running=True))
    assert not panel.problem.isVisible()
