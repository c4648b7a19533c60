"""`gemini-desk transcribe` on stored transcripts, and the works on them, with a scripted model."""

import json
from dataclasses import replace

import pytest

from gemini_desk.cli import run
from gemini_desk.engine.events import Capabilities
from gemini_desk.tasks import model_session
from gemini_desk.transcripts.formats import to_json
from tests.helpers.scripted_backend import ScriptedBackend
from tests.helpers.transcripts import transcript_of

TRANSCRIPT = transcript_of(["Good morning.", "The budget is 40,000."])


@pytest.fixture
def stored(tmp_path):
    path = tmp_path / "meeting.json"
    path.write_text(to_json(TRANSCRIPT), "utf-8")
    return str(path)


@pytest.fixture
def backend(monkeypatch):
    backend = ScriptedBackend(capabilities=Capabilities(audio=True, context_tokens=8192))
    make = model_session.ModelSession.__init__
    monkeypatch.setattr(
        model_session.ModelSession, "__init__", lambda self: make(self, backend.factory)
    )
    return backend


def test_a_stored_transcript_is_written_in_another_format_without_a_model(stored, backend, capsys):
    assert run(["transcribe", stored, "--format", "srt"]) == 0
    assert "00:00:00,000 --> 00:00:07,000\nGood morning." in capsys.readouterr().out
    assert not backend.loads


def test_a_summary_is_printed_in_place_of_the_transcript(stored, backend, capsys):
    backend.queue_reply("- forty ", "thousand [0:10]")
    assert run(["transcribe", stored, "--summarise", "--style", "bullets"]) == 0
    assert capsys.readouterr().out == "- forty thousand [0:10]\n"
    assert "6 to 10 bullet points" in backend.requests[0].messages[-1].text


def test_several_works_come_one_behind_the_other(stored, backend, capsys, tmp_path):
    backend.queue_reply("Forty thousand.")
    backend.queue_reply("- **Ada**: pay")
    backend.queue_reply("40,000 [0:10].")
    output = tmp_path / "meeting.txt"
    words = ["--summarise", "--action-items", "--ask", "How much?", "--output", str(output)]
    assert run(["transcribe", stored, *words]) == 0
    assert capsys.readouterr().out == "Forty thousand.\n\n- **Ada**: pay\n\n40,000 [0:10].\n"
    assert output.read_text("utf-8") == "Good morning. The budget is 40,000.\n"


def test_a_translation_is_the_transcript_that_is_written(stored, backend, capsys):
    backend.queue_reply("1. Guten Morgen.\n2. Es sind 40.000.")
    assert run(["transcribe", stored, "--translate-to", "German", "--format", "json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["language"] == "German"
    assert [(each["start_s"], each["text"]) for each in result["segments"]] == [
        (0.0, "Guten Morgen."),
        (10.0, "Es sind 40.000."),
    ]


def test_a_very_small_model_says_that_it_cannot(stored, backend, capsys):
    backend.parameter_count = 5_000_000
    assert run(["transcribe", stored, "--summarise"]) == 2
    assert "too small" in capsys.readouterr().err
    assert not backend.requests


def test_what_a_model_has_learned_counts_however_small_it_is(stored, backend, capsys):
    backend.parameter_count = 5_000_000
    backend.capabilities = replace(backend.capabilities, skills=frozenset({"summarise"}))
    backend.queue_reply("They talk.")
    assert run(["transcribe", stored, "--summarise"]) == 0
    capsys.readouterr()
    assert run(["transcribe", stored, "--action-items"]) == 2
    assert "has not learned this: action items" in capsys.readouterr().err


def test_a_large_model_that_has_learned_nothing_of_it_says_so(stored, backend, capsys):
    backend.capabilities = replace(backend.capabilities, skills=frozenset({"transcribe"}))
    assert run(["transcribe", stored, "--translate-to", "German"]) == 2
    assert "has not learned this: translate" in capsys.readouterr().err
    assert not backend.requests


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--style", "bullets"], "--summarise"),
        (["--ask", " "], "empty"),
        (["--translate-to", " "], "language"),
    ],
)
def test_options_that_do_not_go_together_are_refused(stored, backend, capsys, words, said):
    assert run(["transcribe", stored, *words]) == 2
    assert said in capsys.readouterr().err
    assert not backend.loads


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{", b"\xff", b"[" * 100_000,
     b'{"duration_s": 3, "segments": [{"start_s": 2, "end_s": 1, "text": "x"}]}'],
)  # fmt: skip
def test_a_file_that_is_no_transcript_is_refused(tmp_path, backend, capsys, content):
    path = tmp_path / "other.json"
    path.write_bytes(content)
    assert run(["transcribe", str(path)]) == 2
    error = capsys.readouterr().err
    assert "other.json is no transcript" in error
    assert error.count("\n") == 1
