"""`transformers serve` with the starter: a real server, asked by backend and command line."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from gemini_desk.chat.answer import FinishReason
from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.message import Message
from gemini_desk.engine.backends.server.server_backend import ServerBackend
from gemini_desk.engine.events import GenerationRequest, LoadRequest, TextDelta
from gemini_desk.paths import assets_dir
from gemini_desk.settings.schema import ServerSettings
from gemini_desk.tasks.attach import attach
from tests.helpers.transformers_serve import STARTER, served_starter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.weights, pytest.mark.slow]

TIMEOUT_S = 240


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served_starter(tmp_path_factory.mktemp("serve")) as url:
        yield url


@pytest.fixture(scope="module")
def backend(url: str) -> Iterator[ServerBackend]:
    backend = ServerBackend()
    server = ServerSettings("serve", url, image=True, audio=True)
    request = LoadRequest(f"server:serve/{STARTER}", server=server, offline=False)
    backend.load(request, lambda _: None, threading.Event())
    yield backend
    backend.unload()


def ask(backend: ServerBackend, message: Message, **parameters: int) -> tuple[str, FinishReason]:
    texts: list[str] = []
    request = GenerationRequest(
        (message,),
        GenerationParameters(temperature=0.0, **parameters),  # type: ignore[arg-type]
    )
    finished = backend.generate(
        request,
        lambda delta: texts.append(delta.text if isinstance(delta, TextDelta) else ""),
        threading.Event(),
    )
    return "".join(texts), finished.reason


def test_text_streams(backend: ServerBackend) -> None:
    text, reason = ask(backend, Message.user("Hello"), max_new_tokens=16)
    assert text.strip()
    assert reason in (FinishReason.STOP, FinishReason.LENGTH)


@pytest.mark.parametrize(
    ("kind", "suffix"), [(AttachmentKind.IMAGE, ".png"), (AttachmentKind.AUDIO, ".wav")]
)
def test_pictures_and_sound_are_taken(
    backend: ServerBackend, kind: AttachmentKind, suffix: str
) -> None:
    sample = next((assets_dir() / "samples").glob(f"*{suffix}"))
    text, _ = ask(backend, Message.user("What is it?", attach(sample, kind)), max_new_tokens=16)
    assert text.strip()


def test_a_cancel_leaves_a_server_that_answers(backend: ServerBackend) -> None:
    cancel = threading.Event()
    request = GenerationRequest((Message.user("Hello"),), GenerationParameters(max_new_tokens=400))
    finished = backend.generate(request, lambda _: cancel.set(), cancel)
    assert finished.reason in (FinishReason.CANCELLED, FinishReason.STOP)
    assert ask(backend, Message.user("Hello"), max_new_tokens=8)[0].strip()


@pytest.mark.parametrize("kind", ["image", "audio"])
def test_the_command_line_asks_it_with_pictures_and_sound(
    url: str, kind: str, tmp_path: Path
) -> None:
    def gemini_desk(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "gemini_desk", "--profile", str(tmp_path / "profile"), *words],
            capture_output=True, text=True, check=False, timeout=TIMEOUT_S,
        )  # fmt: skip

    samples = json.loads((assets_dir() / "samples" / "samples.json").read_text())
    sample = next(entry for entry in samples if entry["kind"] == kind)
    words = (
        "ask", "--model", f"server:serve/{STARTER}", "--temperature", "0",
        f"--{kind}", str(assets_dir() / "samples" / sample["file"]), sample["prompt"],
    )  # fmt: skip
    assert gemini_desk("servers", "add", "serve", url, "--image", "--audio").returncode == 0
    refused = gemini_desk(*words)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "offline" in refused.stderr
    assert gemini_desk("servers", "offline", "off").returncode == 0
    done = gemini_desk(*words)
    assert (done.returncode, done.stdout.strip()) == (0, sample["expected"]), done.stderr
    assert f"This leaves the machine: {url.removesuffix('/v1')}" in done.stderr
    told = json.loads(gemini_desk(*words[:-1], "--json", words[-1]).stdout)
    assert told["text"] == sample["expected"]
    assert told["model"]["device"] == url.removesuffix("/v1")
    assert told["usage"]["completion_tokens"] > 0
