"""`transformers serve` with the starter: a real server, asked through the backend."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
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

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.weights

_START_S = 240.0
STARTER = str(assets_dir() / "starter")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("serve")
    log = folder / "log.txt"
    (folder / "hub").mkdir()  # it lists what is in the cache, and fails where there is none
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "transformers.cli.transformers", "serve", STARTER,
             "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"],
            stdout=output, stderr=output, env={**os.environ, "HF_HOME": str(folder)},
        )  # fmt: skip
        try:
            _wait_until_up(process, port, log)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.terminate()
            process.wait(60)


def _wait_until_up(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text(errors="replace")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5).close()
        except OSError:
            time.sleep(0.2)  # of another process: there is no signal to wait for
        else:
            return
    raise AssertionError(log.read_text(errors="replace"))


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
