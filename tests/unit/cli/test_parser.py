"""The arguments, and from errors to exit codes; no model is loaded here."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from gemini_desk.cli import build_parser, models, run


def test_media_keep_the_order_in_which_they_came():
    options = build_parser().parse_args(
        ["ask", "--image", "a.png", "--audio", "b.wav", "--image", "c.png", "Which?"]
    )
    assert options.media == [
        ("image", Path("a.png")),
        ("audio", Path("b.wav")),
        ("image", Path("c.png")),
    ]


@pytest.mark.parametrize(
    "words", [["--model", "nano", "ask", "hi"], ["ask", "--model", "nano", "hi"]]
)
def test_the_model_may_stand_before_or_behind_the_command(words):
    assert build_parser().parse_args(words).model == "nano"


def test_without_a_command_the_window_opens():
    options = build_parser().parse_args(["--offline"])
    assert (options.command, options.offline, options.model) == (None, True, None)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ask", "--image", "nowhere.png", "hi"], "nowhere.png"),
        (["ask", "  "], "empty"),
        (["ask", "--temperature", "-1", "hi"], "temperature"),
        (["ask", "--model", "no such model", "hi"], "no such model"),
        (["transcribe", "nowhere.wav"], "nowhere.wav"),
        (["transcribe", "--summary", "--format", "srt", "nowhere.wav"], "--summary"),
        (["models", "info", "no/such-model"], "no/such-model"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(capsys, words, said):
    assert run(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("gemini-desk: ")
    assert said in captured.err
    assert captured.err.count("\n") == 1


def test_a_picture_given_as_sound_is_refused(capsys, tmp_path):
    from PIL import Image

    picture = tmp_path / "picture.wav"
    Image.new("RGB", (8, 8)).save(picture, format="PNG")
    assert run(["ask", "--audio", str(picture), "hi"]) == 2
    assert "--image" in capsys.readouterr().err


def test_an_unexpected_error_shows_no_traceback(capsys, monkeypatch):
    def fail(_options):
        raise ZeroDivisionError

    monkeypatch.setattr(models, "run_list", fail)
    assert run(["models", "list"]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_standard_input_that_is_empty_is_an_empty_prompt(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n")))
    assert run(["ask", "-"]) == 2
    assert "empty" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_standard_input_that_is_no_text(capsys, monkeypatch, encoding):
    piped = io.TextIOWrapper(io.BytesIO(b"\x89PNG\xff\xfe"), encoding, "surrogateescape")
    monkeypatch.setattr(sys, "stdin", piped)
    assert run(["ask", "-"]) == 2
    assert "not text in UTF-8" in capsys.readouterr().err


def test_models_list_names_the_starter(capsys):
    assert run(["models", "list"]) == 0
    assert "starter" in capsys.readouterr().out


def test_help_comes_without_the_window_and_without_torch():
    code = (
        "import sys; from gemini_desk.cli import run\n"
        "try: run(['--help'])\n"
        "except SystemExit: pass\n"
        "print({'torch', 'transformers', 'PySide6', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"
