"""Translations: every segment, with its times, however the model numbers its lines."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desk.tasks.transcript_work.translate import (
    keeps_numbers,
    numbered_lines,
    translate,
)
from tests.helpers.transcripts import long_transcript, transcript_of


def translated_line(text):
    return f"<{text}>"


def faithful(request):
    """What a good model answers."""
    source, _, asked = request.messages[-1].text.partition("\n\n---\n\n")
    if "numbered" not in asked:
        return translated_line(source)
    return "\n".join(
        re.sub(r"^(\d+)\. (.*)$", lambda m: f"{m[1]}. {translated_line(m[2])}", line)
        for line in source.splitlines()
    )


def check(worker, transcript, language="German"):
    worker.run(translate(worker.task(transcript), language))
    result = worker.transcripts[-1]
    assert result.language == language
    assert result.complete == transcript.complete
    assert [(each.start_s, each.end_s, each.speaker) for each in result.segments] == [
        (each.start_s, each.end_s, each.speaker) for each in transcript.segments
    ]
    return [each.text for each in result.segments]


@pytest.mark.parametrize("context_tokens", [400, 2000, 8192])
def test_every_segment_keeps_its_times(worker_with, context_tokens):
    worker = worker_with(context_tokens)
    worker.backend.respond = faithful
    transcript = long_transcript(0.5)
    texts = check(worker, transcript)
    assert texts == [translated_line(each.text) for each in transcript.segments]
    assert worker.longest_prompt() <= context_tokens


def test_it_grows_group_by_group(worker_with):
    worker = worker_with()
    worker.backend.respond = faithful
    transcript = long_transcript(0.1)
    check(worker, transcript)
    lengths = [len(each.segments) for each in worker.transcripts]
    assert lengths == [0, 12, 24, 36]
    assert [each.done_s for each in worker.transcripts] == [0.0, 119.0, 239.0, None]
    assert worker.progress[0].words == "1 of 3 parts"


def test_lines_that_are_missing_are_asked_about_again(worker_with):
    worker = worker_with()

    def forgetful(request):
        """Leaves out the second half of what it is asked, unless it is a single line."""
        lines = faithful(request).splitlines()
        return "\n".join(lines[: max(1, len(lines) // 2)])

    worker.backend.respond = forgetful
    texts = check(worker, transcript_of([f"line {name}" for name in "abcdefghij"]))
    assert texts == [f"<line {name}>" for name in "abcdefghij"]


def test_a_model_that_does_not_number_translates_line_by_line(worker_with):
    worker = worker_with()
    worker.backend.respond = lambda request: (
        "Gerne! Hier ist die Übersetzung."
        if "numbered" in request.messages[-1].text
        else faithful(request)
    )
    assert check(worker, transcript_of(["one", "two", "three"])) == ["<one>", "<two>", "<three>"]


def test_a_lost_number_is_asked_for(worker_with):
    worker = worker_with()

    def careless(request):
        text = faithful(request)
        return text if "must stay" in request.messages[-1].text else text.replace("12,500", "many")

    worker.backend.respond = careless
    assert check(worker, transcript_of(["We sold 12,500.", "Good."])) == [
        "<We sold 12,500.>",
        "<Good.>",
    ]
    assert "must stay: 12,500." in worker.asked[-1]


def test_what_a_model_will_not_translate_stays_as_it_is(worker_with):
    worker = worker_with()
    worker.backend.respond = lambda _request: ""
    assert check(worker, transcript_of(["one", "two"])) == ["one", "two"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. eins\n2. zwei", {1: "eins", 2: "zwei"}),
        ("1) eins\n\n2) zwei", {1: "eins", 2: "zwei"}),
        ("[1] eins", {1: "eins"}),
        ("[1]: eins", {1: "eins"}),
        ("**Hier**:\n1: eins\ngeht weiter", {1: "eins geht weiter"}),
        ("1. eins\n1. noch eins\n2. zwei", {2: "zwei"}),
        ("7. sieben", {}),
        ("2. 3.5 Liter", {2: "3.5 Liter"}),
        ("", {}),
    ],
)
def test_numbered_lines(text, expected):
    assert numbered_lines(text, 3) == expected


@pytest.mark.parametrize(
    ("original", "translation", "kept"),
    [
        ("12,500 at 14:30", "12.500 um 14.30 Uhr", True),
        ("12,500", "12 500", True),
        ("in 1999", "in den Neunzigern", False),
        ("two and 2", "zwei und zwei", True),
        ("no number", "42", True),
    ],
)
def test_numbers_are_compared_however_they_are_written(original, translation, kept):
    assert keeps_numbers(original, translation) is kept


@given(st.text(max_size=300), st.integers(1, 12))
def test_whatever_a_model_writes_can_be_read(text, count):
    found = numbered_lines(text, count)
    assert all(1 <= number <= count and said for number, said in found.items())
