"""The commands as a person runs them, with real models."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gemini_desk.paths import assets_dir
from tests.helpers import asking
from tests.helpers.forked_commands import start_command
from tests.helpers.media_files import animated_file
from tests.helpers.tiny_checkpoints import build

if TYPE_CHECKING:
    from tests.helpers.forked_commands import Command

pytestmark = [pytest.mark.weights, pytest.mark.slow]

TIMEOUT_S = 240


@pytest.fixture(scope="module")
def rambler(checkpoints: Path) -> Path:
    """A model with random weights: it goes on until it is stopped."""
    return build("gemma4", checkpoints)


def start(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "gemini_desk", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A suite that runs in the background of a shell script inherits that Ctrl-C is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def test_ask_prints_one_json_object(gemini_desk: Command, rambler: Path) -> None:
    done = gemini_desk(
        "ask", "--model", str(rambler), "--max-new-tokens", "5", "--temperature", "0",
        "--image", str(assets_dir() / "samples" / "word.png"), "--json", "What is this?",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer.keys() == {"text", "finish_reason", "usage", "timings", "model"}
    assert answer["finish_reason"] == "length"
    assert answer["usage"]["completion_tokens"] == 5
    assert answer["usage"].keys() == {"prompt_tokens", "cached_tokens", "completion_tokens"}
    assert answer["timings"].keys() == {
        "load_s", "prefill_s", "first_token_s", "decode_tokens_per_s",
    }  # fmt: skip
    assert answer["model"].keys() == {"id", "revision", "device", "dtype", "quantisation"}


def test_text_comes_through_a_pipe_as_it_is_made_and_ctrl_c_keeps_it(rambler: Path) -> None:
    process = start("ask", "--model", str(rambler), "--max-new-tokens", "3000", "Talk.")
    assert process.stdout is not None
    first = process.stdout.read(20)
    assert first, "nothing came before the end"
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert rest.endswith(b"\n")
    assert b"Traceback" not in errors


def test_a_reader_that_goes_away_ends_it_quietly(rambler: Path) -> None:
    process = start("ask", "--model", str(rambler), "--max-new-tokens", "3000", "Talk.")
    assert process.stdout is not None
    process.stdout.read(5)
    process.stdout.close()
    assert process.stderr is not None
    errors = process.stderr.read()
    assert process.wait(60) == 1
    process.stderr.close()
    assert errors == b""


def test_what_is_not_used_of_a_file_is_told_beside_the_answer(
    gemini_desk: Command, rambler: Path, tmp_path: Path
) -> None:
    moving = animated_file(tmp_path)
    done = gemini_desk(
        "ask", "--model", str(rambler), "--max-new-tokens", "2", "--image", str(moving), "What?"
    )
    assert done.returncode == 0, done.stderr
    assert f"{moving.name}: Only the first of its" in done.stderr


def test_the_prompt_may_come_from_standard_input(rambler: Path) -> None:
    done = start_command(
        "ask", "--model", str(rambler), "--max-new-tokens", "2", "--json", "-", stdin="Hello?"
    )
    assert done.returncode == 0, done.stderr


def test_a_clip_longer_than_the_model_takes_is_heard_in_pieces(
    gemini_desk: Command, rambler: Path, tmp_path: Path
) -> None:
    import numpy as np
    import soundfile

    clip = tmp_path / "long.wav"
    speech, rate_hz = soundfile.read(assets_dir() / "samples" / "note.wav", dtype="float32")
    pause = np.zeros(40 * rate_hz, np.float32)
    soundfile.write(clip, np.concatenate([speech, pause, speech]), rate_hz)
    done = gemini_desk("transcribe", "--model", str(rambler), "--format", "json", str(clip))
    assert done.returncode == 0, done.stderr
    first, second = json.loads(done.stdout)["segments"]
    assert first["end_s"] < 5
    assert second["start_s"] > 40


def test_the_starter_writes_subtitles(gemini_desk: Command, tmp_path: Path) -> None:
    output = tmp_path / "note.srt"
    done = gemini_desk(
        "transcribe", "--format", "srt", "--output", str(output),
        str(assets_dir() / "samples" / "note.wav"),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = output.read_text().splitlines()
    assert lines[0] == "1"
    assert lines[1].startswith("00:00:00,")
    assert lines[2].strip()


def test_a_recording_that_breaks_off_is_written_down_as_far_as_it_goes(
    gemini_desk: Command, tmp_path: Path
) -> None:
    note = assets_dir() / "samples" / "note.wav"
    path = tmp_path / "note.wav"
    path.write_bytes(note.read_bytes()[:-8_000])
    done = gemini_desk("transcribe", "--max-line-length", "12", "--format", "vtt", str(path))
    assert done.returncode == 0, done.stderr
    assert done.stderr == (
        "gemini-desk: note.wav breaks off at 0:01: nothing after that can be read.\n"
    )
    assert done.stdout.startswith("WEBVTT\n\n00:00:00.")
    assert max(len(line) for line in done.stdout.splitlines() if "-->" not in line) <= 12


def test_a_track_that_is_not_there_is_refused_in_a_sentence(gemini_desk: Command) -> None:
    note = assets_dir() / "samples" / "note.wav"
    done = gemini_desk("transcribe", "--track", "2", str(note))
    assert done.returncode == 2
    assert "“note.wav” has one sound track only." in done.stderr
    assert "Traceback" not in done.stderr


def test_chat_keeps_the_conversation_and_goes_on_with_it(
    gemini_desk: Command, tmp_path: Path
) -> None:
    profile = str(tmp_path / "profile")
    word = assets_dir() / "samples" / "word.png"
    first = gemini_desk(
        "chat", "--profile", profile, stdin=f"/image {word}\nWhat does it say?\n/bogus\n/quit\n"
    )
    assert first.returncode == 0, first.stderr
    assert "There is no command /bogus" in first.stderr
    second = gemini_desk("chat", "--profile", profile, stdin="Hello\n/new\nHi\n")
    assert second.returncode == 0, second.stderr
    assert "What does it say?" in second.stdout
    database = tmp_path / "profile" / "data" / "conversations.db"
    with closing(sqlite3.connect(database)) as connection:
        counts = connection.execute(
            "SELECT count(*) FROM versions GROUP BY conversation ORDER BY conversation"
        ).fetchall()
        statuses = {row[0] for row in connection.execute("SELECT status FROM versions")}
    assert counts == [(4,), (2,)]
    assert statuses == {"complete"}


def test_the_python_face(rambler: Path, tmp_path: Path) -> None:
    import numpy as np

    from gemini_desk import Gemini

    with Gemini.load(str(rambler)) as model:
        assert model.model.capabilities.image
        picture = np.zeros((32, 32, 3), np.uint8)
        assert isinstance(model.describe_image(picture, max_new_tokens=3), str)
        stream = model.stream("Talk.", max_new_tokens=2000, temperature=0.0)
        next(stream)
        stream.close()
        tone = np.sin(np.arange(16_000) / 20).astype(np.float32)
        transcript = model.transcribe((tone, 16_000), language="English")
        assert transcript.duration_s == pytest.approx(1.0, abs=0.01)
        greedy = {"max_new_tokens": 8, "temperature": 0.0}
        text = model.generate_text("What is this?", images=[picture], **greedy)
        pieces = model.stream("What is this?", images=[picture], **greedy)
        assert "".join(pieces) == text
        film = asking.film(tmp_path, 0, duration_s=0.5)
        seen = model.generate_text("What happens?", videos=[film.path], **greedy)
        assert seen
        assert seen != model.generate_text("What happens?", **greedy)


def test_a_film_is_asked_about(gemini_desk: Command, rambler: Path, tmp_path: Path) -> None:
    film = asking.film(tmp_path, 0, duration_s=31.0)
    asked = ["ask", "--model", str(rambler), "--max-new-tokens", "4", "--json", "What happens?"]
    with_film = gemini_desk(*asked, "--video", str(film.path))
    assert with_film.returncode == 0, with_film.stderr
    assert "longer than the 30 s that the loaded model hears at once" in with_film.stderr
    seen = json.loads(with_film.stdout)["usage"]["prompt_tokens"]
    assert seen > json.loads(gemini_desk(*asked).stdout)["usage"]["prompt_tokens"] + 100
    refused = gemini_desk("ask", "--video", str(film.path), "What happens?")  # of the starter
    assert refused.returncode == 2
    assert "takes no films" in refused.stderr


def test_offline_opens_no_socket(tmp_path: Path) -> None:
    """Python's own sockets are watched in the process that answers."""
    watch = tmp_path / "sitecustomize.py"
    watch.write_text(
        "import socket\n"
        "class _Forbidden(socket.socket):\n"
        "    def connect(self, address):\n"
        "        if self.family != socket.AF_UNIX:\n"
        "            raise AssertionError(f'network: {address}')\n"
        "        return super().connect(address)\n"
        "socket.socket = _Forbidden\n"
        "def _no(*_args, **_more): raise AssertionError('network: look-up')\n"
        "socket.getaddrinfo = _no\n"
    )
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{Path.cwd()}"}
    environment.pop("HF_HUB_OFFLINE", None)
    done = subprocess.run(
        [sys.executable, "-m", "gemini_desk", "--offline", "ask", "Hello"],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=TIMEOUT_S,
    )
    assert done.returncode == 0, done.stderr
    assert "network:" not in done.stderr
