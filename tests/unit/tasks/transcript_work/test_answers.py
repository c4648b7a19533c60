"""Questions about a transcript: whole if it fits, else what matters of it."""

import re
from dataclasses import replace

import pytest

from gemini_desk.chat.message import Message
from gemini_desk.engine.events import GenerationRequest
from gemini_desk.tasks.transcript_work.answer import Question, answer
from gemini_desk.tasks.transcript_work.retrieval import Retrieval
from gemini_desk.transcripts.timed_text import timed_line
from tests.helpers.transcripts import long_transcript, transcript_of

BUDGET = "Then Zoë said that the budget is 40,000 crowns."


def about(text):
    """A question right behind the transcript."""

    def conversation(segments):
        lines = "\n".join(timed_line(each) for each in segments)
        return GenerationRequest(
            (
                Message.user("Write this down."),
                Message.assistant(lines),
                Message.user(text),
            )
        )

    return Question(text, conversation)


def test_a_short_transcript_is_read_whole(worker_with):
    worker = worker_with()
    worker.backend.queue_reply("40,000 [0:10].")
    task = worker.task(transcript_of(["Hello.", BUDGET]))
    worker.run(answer(task, about("How large is the budget?")))
    assert worker.text == "40,000 [0:10]."
    messages = worker.backend.requests[0].messages
    assert BUDGET in messages[1].text
    assert "as in [12:34]" in messages[-1].text


def test_of_three_hours_an_8k_context_reads_what_matters(worker_with):
    worker = worker_with(8192)
    transcript = long_transcript(3, at_777=BUDGET)
    worker.run(answer(worker.task(transcript), about("How large is Zoe's budget?")))
    (request,) = worker.backend.requests
    lines = request.messages[1].text.splitlines()
    assert f"[2:09:30] {BUDGET}" in lines
    times = [line.split("]")[0] for line in lines]
    assert times == sorted(times, key=_seconds), "in the order of the recording"
    assert 2 <= len(lines) < len(transcript.segments)
    assert worker.longest_prompt() <= 8192
    assert worker.progress[-1].words == ""


@pytest.mark.parametrize(
    ("names", "read"),
    [((), "transcript"), (("a.wav",), "transcript"), (("a.wav", "b.wav"), "transcripts")],
)
def test_what_was_left_out_is_said_of_one_transcript_or_several(worker_with, names, read):
    worker = worker_with(8192)
    question = replace(about("How large is Zoe's budget?"), names=names)
    worker.run(answer(worker.task(long_transcript(3, at_777=BUDGET)), question))
    assert f" lines of the {read} that have most to do with " in worker.text


def _seconds(time):
    total = 0
    for number in re.findall(r"\d+", time):
        total = 60 * total + int(number)
    return total


def test_a_question_without_a_word_of_the_recording_has_every_part_read(worker_with):
    worker = worker_with(4000)
    worker.backend.respond = lambda request: (
        "They were merry [0:20]."
        if "helps to answer" in request.messages[-1].text
        and "[0:20]" in request.messages[-1].text
        else "NOTHING" if "helps to answer" in request.messages[-1].text
        else "Merry [0:20]."
    )  # fmt: skip
    transcript = long_transcript(3)
    worker.run(answer(worker.task(transcript), about("Stimmung?")))
    *parts, last = worker.backend.requests
    assert len(parts) > 3
    read = sum(len(re.findall(r"(?m)^\[", part.messages[-1].text)) for part in parts)
    assert read == len(transcript.segments)
    assert last.messages[1].text == "[0:00] They were merry [0:20]."
    assert worker.text == "Merry [0:20]."
    assert worker.longest_prompt() <= 4000


def test_notes_that_are_too_long_together_are_shortened_and_none_is_dropped(worker_with):
    worker = worker_with(600)
    read = []

    def respond(request):
        text, _, instruction = request.messages[-1].text.partition("\n\n---\n\n")
        if instruction.startswith("Note"):
            (first, *_) = re.findall(r"(?m)^\[[\d:]+\]", text)
            return f"{'merry ' * 60}{first}"
        if instruction.startswith("Join"):
            read.extend(found := re.findall(r"\[[\d:]+\]", text))
            return " ".join(found)
        return "Merry."

    worker.backend.respond = respond
    worker.run(answer(worker.task(long_transcript(3)), about("Stimmung?")))
    *parts, last = worker.backend.requests
    noted = [
        re.findall(r"(?m)^\[[\d:]+\]", part.messages[-1].text)[0]
        for part in parts
        if "---\n\nNote" in part.messages[-1].text
    ]
    assert len(noted) > 8, "together they are more than the model can read"
    assert set(noted) <= set(read)
    assert all(each in last.messages[1].text for each in noted)
    assert worker.text == "Merry."
    assert worker.longest_prompt() <= 600


def test_what_was_said_before_stays_in_the_question(worker_with):
    worker = worker_with()
    worker.run(answer(worker.task(transcript_of(["Hello."])), about("Who?")))
    assert worker.backend.requests[0].messages[0].text == "Write this down."


def test_the_rarest_word_decides():
    transcript = long_transcript(1, at_100=BUDGET, at_200="The numbers are good.")
    assert Retrieval(transcript.segments).ranked("What about the budget?")[0] == 100


def test_neighbours_come_along():
    transcript = long_transcript(1, at_100="And the budget?", at_101="Forty.")
    assert set(Retrieval(transcript.segments).ranked("budget")[:3]) == {99, 100, 101}


def test_other_forms_of_a_word_are_found():
    transcript = transcript_of(["Nothing.", "Die Entscheidungen stehen an.", "Nothing.", "Then."])
    assert Retrieval(transcript.segments).ranked("Welche Entscheidung?")[0] == 1


def test_scripts_without_spaces_are_found():
    transcript = transcript_of(["你好世界", "预算是四万", "明天见面", "再见朋友"])
    assert Retrieval(transcript.segments).ranked("预算多少?")[0] == 1


def test_a_word_that_everybody_says_finds_nothing():
    assert Retrieval(long_transcript(0.5).segments).ranked("part?") == []


def test_nothing_can_be_searched():
    assert Retrieval(()).ranked("anything") == []
