"""What every test gets: a profile of its own, no network, no leaks, silence in the log.

Qt takes one platform for each process. A run of `tests/end2end` alone gets a real X display (Xvfb),
each of its workers one; every other run is offscreen, and tests marked `display` are skipped in it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.helpers import no_network as _no_network
from tests.helpers.display import Display, start_display

if TYPE_CHECKING:
    from gemini_desk.paths import Profile

pytest_plugins = [
    "tests.helpers.forked_commands",
    "tests.helpers.leak_guard",
    "tests.helpers.no_warnings",
    "tests.helpers.taking_turns",
    "tests.helpers.virtual_loudspeaker",
    "tests.helpers.virtual_microphone",
]

_END2END = Path(__file__).parent / "end2end"
_display = pytest.StashKey[Display]()

_no_network.install()

# A busy machine is no failure; and a submission is judged by the same examples each time.
hypothesis.settings.register_profile("suite", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("suite")


def _runs_end2end_only(config: pytest.Config) -> bool:
    invoked_in = config.invocation_params.dir
    paths = [(invoked_in / arg.split("::")[0]).resolve() for arg in config.args]
    return all(path == _END2END or _END2END in path.parents for path in paths)


def _leaves_it_to_workers(config: pytest.Config) -> bool:
    return bool(config.getoption("numprocesses", None)) and not hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    """Choose Qt's platform before anything makes an application."""
    if (
        _runs_end2end_only(config)
        and not config.option.collectonly
        and not _leaves_it_to_workers(config)
    ):
        display = config.stash[_display] = start_display()
        os.environ["DISPLAY"] = display.name
        os.environ["QT_QPA_PLATFORM"] = "xcb"
        os.environ.pop("WAYLAND_DISPLAY", None)
    else:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the X display, if this run started one."""
    if display := config.stash.get(_display, None):
        display.stop()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what needs a real display where there is none; begin with what takes long.

    At the end of a run no worker then waits for the other one's last test.
    """
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    if _display in config.stash:
        return
    skip = pytest.mark.skip(reason="needs a process of its own: pytest tests/end2end")
    for item in items:
        if item.get_closest_marker("display"):
            item.add_marker(skip)


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point every folder that the application would choose by itself into the test's own."""
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / "home" / name.lower()))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home" / "huggingface"))


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """A fresh profile, its folders made."""
    from gemini_desk.paths import Profile

    profile = Profile.under(tmp_path / "profile")
    profile.create()
    return profile
