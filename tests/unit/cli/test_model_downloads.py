"""`gemini-desk models pull|remove|verify` against a hub on this machine."""

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gemini_desk import cli
from gemini_desk.models.hub_cache import default_hub_dir, find_snapshot
from gemini_desk.settings import secrets
from gemini_desk.sizes import size_text, wait_text
from tests.helpers.hub_models import REPO, SHARDS, serving_hub
from tests.helpers.loopback_hub import Fault

ROOT = Path(__file__).parents[3]


@pytest.fixture
def hub(tmp_path, monkeypatch):
    with serving_hub(tmp_path, monkeypatch) as hub:
        yield hub


@pytest.fixture
def models(tmp_path):
    """Runs a command in a profile of its own."""

    profile = str(tmp_path / "profile")
    assert cli.run(["--profile", profile, "servers", "offline", "off"]) == 0

    def run(*arguments):
        return cli.run(["--profile", profile, "models", *arguments])

    return run


@pytest.fixture
def process(hub, tmp_path):
    """Starts the command as a process; its standard error may be a terminal."""
    started = []

    def start(*arguments, stderr=subprocess.PIPE, **variables):
        environ = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100", **variables}
        profile = str(tmp_path / "profile")
        command = [sys.executable, "-m", "gemini_desk", "--profile", profile, "models", *arguments]
        started.append(
            subprocess.Popen(
                command,
                env=environ,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
                # A suite in the background of a shell script inherits that Ctrl-C is ignored.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )
        )
        return started[-1]

    yield start
    for each in started:
        each.kill()
        with each:  # closes its pipes
            pass


def test_pull(hub, models, capsys):
    assert models("pull", REPO) == 0
    told = capsys.readouterr()
    assert told.out == f"{find_snapshot(REPO, default_hub_dir()).path}\n"
    assert "every file verified" in told.err
    assert "\r" not in told.err
    assert models("pull", REPO) == 0
    assert "complete already" in capsys.readouterr().err


def test_what_is_refused_is_one_line_and_an_exit_code(hub, models, capsys):
    assert models("pull", "org/none") == 2
    assert "no model named org/none" in capsys.readouterr().err
    assert models("pull", "./folder") == 2
    assert "no model of the hub" in capsys.readouterr().err


def test_offline_downloads_nothing(hub, process):
    pull = process("--offline", "pull", REPO)
    _, told = pull.communicate(timeout=60)
    assert pull.returncode == 2
    assert "opens no connection" in told
    assert hub.asked == []


def test_the_setting_holds_for_the_command_line_too(hub, tmp_path, capsys):
    """Offline by default; the refusal names what lifts it, and that does."""
    profile = ["--profile", str(tmp_path / "fresh")]
    assert cli.run([*profile, "models", "pull", REPO]) == 2
    told = capsys.readouterr().err
    assert "is offline and opens no connection" in told
    assert f"--online connects to {hub.url} this once" in told
    assert hub.asked == []
    assert cli.run([*profile, "models", "pull", "--online", REPO]) == 0
    asked = len(hub.asked)
    assert asked
    assert cli.run([*profile, "models", "verify", REPO]) == 0
    assert "(offline)" in capsys.readouterr().err
    assert len(hub.asked) == asked
    assert cli.run([*profile, "models", "verify", "--online", REPO]) == 0
    assert "what the hub says" in capsys.readouterr().err
    assert cli.run([*profile, "servers", "offline", "off"]) == 0
    assert cli.run([*profile, "models", "pull", REPO]) == 0


def test_hf_hub_offline_is_obeyed_always(hub, process):
    pull = process("pull", "--online", REPO, HF_HUB_OFFLINE="1")
    _, told = pull.communicate(timeout=60)
    assert pull.returncode == 2
    assert "HF_HUB_OFFLINE forbids" in told
    assert hub.asked == []


def test_ctrl_c_pauses_and_the_same_command_goes_on(hub, models, process, capsys):
    hub.faults = [Fault(SHARDS[1], bytes_per_s=100_000)]
    pull = process("pull", "--online", REPO)
    hub.wait_for_bytes(SHARDS[1], 50_000, 60)
    pull.send_signal(signal.SIGINT)
    _, told = pull.communicate(timeout=60)
    assert pull.returncode == 130
    assert f"`gemini-desk models pull {REPO}` goes on." in told
    hub.ranges.clear()
    assert models("pull", REPO) == 0
    assert len(hub.ranges) == 1
    assert hub.ranges[0].startswith("bytes=")


def test_a_terminal_shows_a_bar(hub, process):
    ours, theirs = pty.openpty()
    pull = process("pull", "--online", REPO, stderr=theirs)
    os.close(theirs)
    shown = b""
    try:
        while block := os.read(ours, 65536):
            shown += block
    except OSError:
        pass  # Linux's end of a terminal
    os.close(ours)
    assert pull.wait(60) == 0
    assert "█" in shown.decode()
    assert "of 1.2 MB" in shown.decode()


def test_a_token_is_asked_for_and_kept(hub, models, monkeypatch, capsys):
    hub.gated.add(REPO)
    hub.accepted.add("hf_mine")
    assert models("pull", REPO) == 2  # nobody there
    assert f"{hub.url}/{REPO}" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda *_arguments, **_named: "hf_mine")
    kept = {}
    monkeypatch.setattr(
        secrets, "set", lambda service, account, value, **_: kept.update({account: value})
    )
    monkeypatch.setattr(secrets, "get", lambda service, account: kept.get(account))
    assert models("pull", REPO) == 0
    assert kept == {hub.url.removeprefix("http://"): "hf_mine"}


def test_verify(hub, models, capsys):
    models("pull", REPO)
    assert models("verify", REPO) == 0
    told = capsys.readouterr()
    assert f"whole     {SHARDS[0]}" in told.out
    assert "what the hub says" in told.err
    blob = (find_snapshot(REPO, default_hub_dir()).path / SHARDS[0]).resolve()
    blob.write_bytes(blob.read_bytes()[:-1] + b"?")
    assert models("verify", REPO) == 1
    told = capsys.readouterr()
    assert f"damaged   {SHARDS[0]}" in told.out
    assert "models pull" in told.err
    assert models("pull", REPO) == 0
    assert models("verify", REPO) == 0


def test_info_of_a_model_that_is_not_here(hub, tmp_path, capsys):
    """Offline it is unknown; asked online, its size and fit are told and nothing is downloaded."""
    profile = ["--profile", str(tmp_path / "fresh")]
    assert cli.run([*profile, "models", "info", REPO]) == 2
    assert "not on this machine" in capsys.readouterr().err
    assert hub.asked == []
    assert cli.run([*profile, "models", "info", "--online", REPO]) == 0
    told = capsys.readouterr().out
    assert "licence       gemma" in told
    assert "1.2 MB" in told
    assert "On this machine, with 8,192 tokens of context:" in told
    assert find_snapshot(REPO, default_hub_dir()) is None


def test_remove(hub, models, monkeypatch, capsys):
    models("pull", REPO)
    capsys.readouterr()
    assert models("remove", REPO) == 2
    told = capsys.readouterr().err
    assert "1.2 MB come free" in told
    assert "--yes" in told
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdin.readline", lambda: "n\n", raising=False)
    assert models("remove", REPO) == 0
    assert find_snapshot(REPO, default_hub_dir()) is not None
    assert models("remove", REPO, "--yes") == 0
    assert find_snapshot(REPO, default_hub_dir()) is None
    assert "free again" in capsys.readouterr().err


def test_remove_says_what_stays(hub, models, capsys):
    models("pull", REPO)
    (hub.root / REPO / "README.md").write_text("newer")
    models("pull", REPO)
    capsys.readouterr()
    assert models("remove", REPO, "--yes") == 0
    assert "Another revision, fetched by some program, stays" in capsys.readouterr().err
    assert models("remove", REPO, "--all", "--yes") == 0
    assert not list(default_hub_dir().glob("models--*"))


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "1 s"), (59, "59 s"), (200, "3 min"), (4800, "1 h 20 min")]
)
def test_times_for_people(seconds, text):
    assert wait_text(seconds) == text


def test_sizes_for_people():
    assert [size_text(size) for size in (310_000, 4_210_000, 9_800_000_000)] == [
        "310 kB",
        "4.2 MB",
        "9.8 GB",
    ]
