"""Summaries and action items: at once if it fits, else window by window."""

import re

import pytest

from gemini_desk.chat.answer import FinishReason
from gemini_desk.errors import OutOfMemoryError
from gemini_desk.tasks.transcript_work.action_items import action_items
from gemini_desk.tasks.transcript_work.summarise import Length, Style, SummaryOptions, summarise
from gemini_desk.transcripts.transcript import Transcript
from tests.helpers.scripted_backend import Pause
from tests.helpers.transcripts import long_transcript, transcript_of

BULLETS = SummaryOptions(Style.BULLETS)


def times_in(text):
    return re.findall(r"^\[([\d:]+)\]", text, re.MULTILINE)


def test_what_fits_is_summarised_at_once(worker_with):
    worker = worker_with()
    worker.backend.queue_reply("- It ", "rains [0:00].")
    worker.run(summarise(worker.task(transcript_of(["It rains.", "It snows."])), BULLETS))
    assert worker.text == "- It rains [0:00]."
    (prompt,) = worker.asked
    assert "[0:00] It rains.\n[0:10] It snows." in prompt
    assert "bullet points" in prompt.partition("---")[2]
    assert [each.words for each in worker.progress] == [""]


def test_a_long_one_is_read_part_by_part_and_written_from_the_notes(worker_with):
    worker = worker_with(4000)
    transcript = long_transcript(3)
    worker.backend.respond = lambda request: (
        f"note of [{times_in(request.messages[-1].text)[0]}]"
        if "Note the important points" in request.messages[-1].text
        else "the summary"
    )
    worker.run(summarise(worker.task(transcript), BULLETS))
    *parts, last = worker.asked
    assert len(parts) > 3
    read = [time for prompt in parts for time in times_in(prompt)]
    assert len(read) == len(set(read)) == len(transcript.segments), "each segment once"
    assert [f"note of [{times_in(prompt)[0]}]" for prompt in parts] == re.findall(
        r"note of \[[\d:]+\]", last
    ), "the notes, in order"
    assert worker.text == "the summary", "only the last answer is shown"
    assert worker.progress[0].words == f"1 of {len(parts) + 1} parts"
    assert worker.progress[-1].words == f"{len(parts) + 1} of {len(parts) + 1} parts"
    assert worker.longest_prompt() <= 4000


def test_notes_that_are_too_long_together_are_shortened_first(worker_with):
    worker = worker_with(1200)
    worker.backend.respond = lambda request: (
        "short" if "Join these notes" in request.messages[-1].text
        else "word " * 140 if "Note the" in request.messages[-1].text
        else "the summary"
    )  # fmt: skip
    worker.run(summarise(worker.task(long_transcript(1)), BULLETS))
    assert any("Join these notes" in prompt for prompt in worker.asked)
    assert worker.text == "the summary"
    assert worker.longest_prompt() <= 1200
    parts = [each.part for each in worker.progress]
    assert parts == list(range(1, len(parts) + 1))


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("length", Length)
def test_every_style_asks_for_itself(worker_with, style, length):
    worker = worker_with()
    task = worker.task(transcript_of(["It rains."]))
    worker.run(summarise(task, SummaryOptions(style, length)))
    (prompt,) = worker.asked
    assert {
        Style.SENTENCE: "one sentence",
        Style.PARAGRAPH: "one paragraph",
        Style.BULLETS: "bullet points",
        Style.MINUTES: "minutes of this meeting",
    }[style] in prompt


def test_a_persons_own_words_are_passed_on(worker_with):
    worker = worker_with()
    manner = SummaryOptions(manner="for a child of six")
    worker.run(summarise(worker.task(transcript_of(["It rains."])), manner))
    assert "Summarise the recording for a child of six." in worker.asked[0]


def test_where_nobody_speaks_no_model_is_asked(worker_with):
    worker = worker_with()
    worker.run(summarise(worker.task(Transcript(None, 60.0)), BULLETS))
    assert "Nothing is said" in worker.text
    assert not worker.asked


def test_parts_without_action_items_are_left_out(worker_with):
    worker = worker_with(4000)
    worker.backend.respond = lambda request: (
        "- **Ada**: buy water [0:10]"
        if "[0:10]" in request.messages[-1].text.partition("---")[0]
        else "NOTHING."
    )
    worker.run(action_items(worker.task(long_transcript(3, at_1="Ada, please buy water."))))
    assert "NOTHING." not in worker.asked[-1].partition("---")[0]
    assert worker.text == "- **Ada**: buy water [0:10]"


def test_without_any_action_items_it_says_so(worker_with):
    worker = worker_with(4000)
    worker.backend.respond = lambda _request: "Nothing"
    worker.run(action_items(worker.task(long_transcript(3))))
    assert worker.text == "No action items are agreed on in this recording."


def test_a_failure_ends_the_work(worker_with):
    worker = worker_with()
    worker.backend.queue_reply("- It", OutOfMemoryError("Memory is full."))
    with pytest.raises(OutOfMemoryError):
        worker.run(summarise(worker.task(transcript_of(["It rains."])), BULLETS))
    assert worker.text == "- It", "what came is kept"


def test_after_a_cancelled_answer_nothing_more_is_asked(worker_with):
    worker = worker_with(4000)
    worker.backend.queue_reply("note", finish_reason=FinishReason.CANCELLED)
    (ending,) = worker.run(summarise(worker.task(long_transcript(3)), BULLETS))
    assert ending.reason is FinishReason.CANCELLED
    assert len(worker.asked) == 1


def test_the_text_comes_as_it_is_written(worker_with):
    worker = worker_with()
    pause = Pause()
    pause.release()
    worker.backend.queue_reply("- It", pause, " rains")
    worker.run(summarise(worker.task(transcript_of(["It rains."])), BULLETS))
    assert worker.texts == ["- It", " rains"]
