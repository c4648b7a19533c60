"""The process was ended while a model was at work, as a system does that runs out of memory."""

import pytest

from gemini_desk.ui.model_state import ModelPhase
from tests.helpers.scripted_backend import Pause
from tests.helpers.whole_desk import build


@pytest.fixture
def file(profile):
    return profile.data_dir / "model-at-work.json"


def leave_behind(file, qtbot, desk, pause):
    """What lies there when the process is ended now: the window's own end would remove it."""
    qtbot.waitUntil(lambda: pause.is_reached and file.is_file(), timeout=15_000)
    left = file.read_bytes()
    desk.window.close()
    desk.close()
    assert not file.exists()
    file.write_bytes(left)


@pytest.fixture
def ended_while_loading(profile, backend, qtbot, file):
    pause = Pause()
    backend.queue_load(pause)
    desk = build(profile, backend)
    desk.start()
    leave_behind(file, qtbot, desk, pause)
    backend.loads.clear()


def close(desk):
    desk.window.close()
    desk.close()


def test_the_model_is_not_loaded_again_by_itself(
    profile, backend, qtbot, file, ended_while_loading
):
    desk = build(profile, backend)
    with qtbot.waitSignal(desk.models.load_failed, timeout=15_000):
        desk.start()
    assert backend.loads == []
    assert desk.models.state.phase is ModelPhase.FAILED
    (toast,) = desk.window.notifications.toasts
    assert toast.notice.text == "Gemini Desk was ended while it loaded Starter."
    assert "memory" in toast.notice.hint
    assert toast.notice.action.text == "See what fits"
    qtbot.waitUntil(lambda: not file.exists(), timeout=15_000)  # told once
    # A message tries it once more: a person has asked for it.
    desk.composer.restore_draft("Hello")
    with qtbot.waitSignal(desk.messages.answer_ended, timeout=15_000):
        desk.composer.submit()
    assert len(backend.loads) == 1
    close(desk)


def test_after_an_answer_that_was_cut_off_the_model_is_loaded(profile, backend, qtbot, file):
    pause = Pause()
    desk = build(profile, backend)
    with qtbot.waitSignal(desk.models.loaded, timeout=15_000):
        desk.start()
    qtbot.waitUntil(lambda: not file.exists(), timeout=15_000)
    backend.queue_reply("Well", pause)
    desk.composer.restore_draft("Hello")
    desk.composer.submit()
    leave_behind(file, qtbot, desk, pause)
    desk = build(profile, backend)
    with qtbot.waitSignal(desk.models.loaded, timeout=15_000):
        desk.start()
    texts = [toast.notice.text for toast in desk.window.notifications.toasts]
    assert "Gemini Desk was ended while Starter was answering." in texts
    close(desk)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"model": ', b"\xff"])
def test_a_file_that_says_nothing_is_no_obstacle(profile, backend, qtbot, file, content):
    file.write_bytes(content)
    desk = build(profile, backend)
    with qtbot.waitSignal(desk.models.loaded, timeout=15_000):
        desk.start()
    assert desk.window.notifications.toasts == ()
    close(desk)
