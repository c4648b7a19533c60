"""run.sh and its set-up, on a checkout whose Python is a stand-in that says what it was asked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the scripts are for Linux")

ROOT = Path(__file__).parents[2]
BASH = shutil.which("bash") or "/bin/bash"

# Answers as python3 would, makes "environments" that hold a copy of itself, fails as pip when told.
_PYTHON = """#!/bin/bash
case "$*" in
    *"-m venv"*) mkdir -p "${@: -1}/bin"; cp "$0" "${@: -1}/bin/python" ;;
    *"-m pip"*) echo "pip $*" >>"$PIP_CALLS"; echo "$PIP_SAYS"; [ -z "$PIP_SAYS" ] ;;
    *"-m gemini_desk"*) printf 'started'; printf ' [%s]' "$@"; echo ;;
    *-c*) exit 0 ;;
esac
"""


@dataclass
class Checkout:
    """A clone as a stranger has it, in a folder whose name has spaces."""

    folder: Path
    programs: Path
    environment: dict[str, str]

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [BASH, str(self.folder / "packaging" / "run.sh"), *arguments],
            cwd="/",
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            timeout=60,
        )

    def program(self, name: str, text: str) -> None:
        """Put a program of our own in front of the machine's."""
        file = self.programs / name
        file.unlink(missing_ok=True)
        file.write_text(text)
        file.chmod(0o755)

    def pip_calls(self) -> int:
        file = Path(self.environment["PIP_CALLS"])
        return len(file.read_text().splitlines()) if file.exists() else 0


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    folder = tmp_path / "a clone, with spaces"
    shutil.copytree(ROOT / "packaging", folder / "packaging")
    shutil.copy(ROOT / "pyproject.toml", folder)
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in (
        *(
            "awk",
            "bash",
            "cat",
            "cksum",
            "cp",
            "df",
            "dirname",
            "env",
            "find",
            "flock",
            "grep",
            "id",
        ),
        *("mkdir", "readlink", "rm", "tee", "tr", "uname"),
    ):
        found = shutil.which(name)
        assert found, name
        (programs / name).symlink_to(found)
    made = Checkout(
        folder,
        programs,
        {
            "PATH": str(programs),
            "HOME": str(tmp_path),
            "DISPLAY": ":0",
            "PIP_CALLS": str(tmp_path / "pip"),
            "PIP_SAYS": "",
        },
    )
    made.program("python3", _PYTHON)
    made.program("df", "#!/bin/bash\necho head\necho /dev/disk 90000 40000 50000 45% /\n")
    made.program("apt-get", "#!/bin/bash\nexit 0\n")
    libraries = (ROOT / "packaging" / "setup.sh").read_text().split("window_libraries='")[1]
    names = [line.split()[0] for line in libraries.split("'")[0].strip().splitlines()]
    listing = "".join(f"\\t{name} (libc6,x86-64) => /usr/lib/{name}\\n" for name in names)
    made.program("ldconfig", f"#!/bin/bash\nprintf '{listing}'\n")
    fonts = tmp_path / ".fonts"
    fonts.mkdir()
    (fonts / "a.ttf").touch()
    return made


def test_the_first_run_sets_up_and_the_second_only_starts(checkout: Checkout) -> None:
    first = checkout.run("ask", "--image", "a sign.png", "What does it say?")
    assert first.returncode == 0, first.stderr
    line = "started [-m] [gemini_desk] [ask] [--image] [a sign.png] [What does it say?]\n"
    assert first.stdout.endswith(line)
    calls = checkout.pip_calls()
    assert calls > 0
    second = checkout.run("ask", "hello")
    assert second.stdout == "started [-m] [gemini_desk] [ask] [hello]\n"
    assert second.stderr == ""
    assert checkout.pip_calls() == calls


@pytest.mark.alone
def test_the_second_run_costs_next_to_nothing(checkout: Checkout) -> None:
    checkout.run("ask", "hello")
    seconds = []
    for _ in range(5):
        begin = time.perf_counter()
        checkout.run("ask", "hello")
        seconds.append(time.perf_counter() - begin)
    assert min(seconds) < 0.5


def test_set_up_speaks_on_standard_error_only(checkout: Checkout) -> None:
    assert checkout.run("ask", "hello").stdout == "started [-m] [gemini_desk] [ask] [hello]\n"


def test_a_changed_pin_sets_up_again(checkout: Checkout) -> None:
    checkout.run("ask", "hello")
    calls = checkout.pip_calls()
    with (checkout.folder / "packaging" / "constraints.txt").open("a") as file:
        file.write("# newer\n")
    checkout.run("ask", "hello")
    assert checkout.pip_calls() > calls


def test_a_checkout_that_moved_sets_up_again(checkout: Checkout) -> None:
    checkout.run("ask", "hello")
    calls = checkout.pip_calls()
    checkout.folder = checkout.folder.rename(checkout.folder.with_name("moved"))
    assert checkout.run("ask", "hello").returncode == 0
    assert checkout.pip_calls() > calls


def test_an_environment_made_by_hand_is_completed(checkout: Checkout) -> None:
    python = checkout.folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    shutil.copy(checkout.programs / "python3", python)
    done = checkout.run("ask", "hello")
    assert done.stdout == "started [-m] [gemini_desk] [ask] [hello]\n"
    assert "anew" not in done.stderr
    assert checkout.pip_calls() > 0


def test_a_broken_environment_is_made_anew(checkout: Checkout) -> None:
    python = checkout.folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to("/nowhere/python3.9")
    done = checkout.run("ask", "hello")
    assert "does not work any more; making it anew" in done.stderr
    assert done.returncode == 1, "the stand-in cannot write through the dangling link"
    python.unlink()
    assert checkout.run("ask", "hello").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "started"),
    [
        ([], ["chat"]),
        (["--model", "chat"], ["--model", "chat", "chat"]),
        (["--profile", "/tmp/a b", "--offline"], ["--profile", "/tmp/a b", "--offline", "chat"]),
    ],
)
def test_without_a_display_the_chat_opens_in_the_terminal(
    checkout: Checkout, arguments: list[str], started: list[str]
) -> None:
    checkout.run("ask", "hello")
    done = checkout.run(*arguments, DISPLAY="")
    assert done.stderr.count("\n") == 1
    assert "no display" in done.stderr
    assert done.stdout == f"started [-m] [gemini_desk] {' '.join(f'[{a}]' for a in started)}\n"


@pytest.mark.parametrize("arguments", [["ask", "hello"], ["--help"], ["--model", "M", "chat"]])
def test_commands_need_no_display(checkout: Checkout, arguments: list[str]) -> None:
    checkout.run("ask", "hello")
    done = checkout.run(*arguments, DISPLAY="")
    assert done.stderr == ""
    assert done.stdout.endswith(f"[{arguments[-1]}]\n")


def test_a_display_opens_the_window(checkout: Checkout) -> None:
    checkout.run("ask", "hello")
    assert checkout.run().stdout == "started [-m] [gemini_desk]\n"
    only_wayland = checkout.run(DISPLAY="", WAYLAND_DISPLAY="wayland-0")
    assert only_wayland.stdout == "started [-m] [gemini_desk]\n"


def test_no_network_is_said_in_one_line(checkout: Checkout) -> None:
    done = checkout.run("ask", "hello", PIP_SAYS="Temporary failure in name resolution")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "registry cannot be reached" in done.stderr.splitlines()[-1]
    assert checkout.run("ask", "hello").returncode == 0, "the next run goes on"


def test_a_foreign_certificate_is_said_in_one_line(checkout: Checkout) -> None:
    done = checkout.run("ask", "hello", PIP_SAYS="SSLError: CERTIFICATE_VERIFY_FAILED")
    assert "PIP_CERT" in done.stderr.splitlines()[-1]


def test_a_full_disk_is_said_in_one_line(checkout: Checkout) -> None:
    done = checkout.run("ask", "hello", PIP_SAYS="[Errno 28] No space left on device")
    assert "the disk is full" in done.stderr.splitlines()[-1]


def test_a_small_disk_is_said_before_anything_is_downloaded(checkout: Checkout) -> None:
    checkout.program("df", "#!/bin/bash\necho head\necho /dev/disk 9000 4000 2000 45% /\n")
    done = checkout.run("ask", "hello")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "10 GB of free disk" in done.stderr
    assert checkout.pip_calls() == 0


@pytest.mark.parametrize(
    ("manager", "words"),
    [
        ("apt-get", "sudo apt-get install -y python3 python3-venv"),
        ("dnf", "sudo dnf install -y python3 "),
        ("pacman", "sudo pacman -S --needed python "),
        ("zypper", "sudo zypper install -y python311 "),
    ],
)
def test_no_python_names_the_command_that_installs_it(
    checkout: Checkout, manager: str, words: str
) -> None:
    (checkout.programs / "python3").unlink()
    (checkout.programs / "apt-get").unlink()
    checkout.program(manager, "#!/bin/bash\nexit 1\n")
    checkout.program("id", "#!/bin/bash\necho 1000\n")
    done = checkout.run("ask", "hello")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert words in done.stderr


def test_an_old_python_is_named(checkout: Checkout) -> None:
    checkout.program(
        "python3",
        '#!/bin/bash\ncase "$*" in *print*) echo 3.9 ;; *) exit 1 ;; esac\n',
    )
    done = checkout.run("ask", "hello")
    assert "Python 3.11 or newer is needed, and this is 3.9" in done.stderr


def test_missing_libraries_stop_the_window_but_not_the_command_line(checkout: Checkout) -> None:
    checkout.program("ldconfig", "#!/bin/bash\nexit 0\n")
    checkout.program("id", "#!/bin/bash\necho 1000\n")
    window = checkout.run()
    assert window.returncode == 1
    assert "sudo apt-get install -y libegl1 libgl1" in window.stderr.splitlines()[-1]
    asked = checkout.run("ask", "hello")
    assert asked.returncode == 0
    assert asked.stdout == "started [-m] [gemini_desk] [ask] [hello]\n"


def test_root_installs_missing_libraries_itself(checkout: Checkout, tmp_path: Path) -> None:
    checkout.program("ldconfig", "#!/bin/bash\nexit 0\n")
    checkout.program("id", "#!/bin/bash\necho 0\n")
    checkout.program("apt-get", f'#!/bin/bash\necho "$*" >>{tmp_path}/apt\n')
    assert checkout.run().returncode == 0
    calls = (tmp_path / "apt").read_text().splitlines()
    assert "update" in calls[0]
    assert "libxcb-cursor0" in calls[1]
    assert "install -y --no-install-recommends" in calls[1]


def test_a_checkout_of_somebody_else_gets_an_environment_elsewhere(
    checkout: Checkout, tmp_path: Path
) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    checkout.folder.chmod(0o555)
    try:
        assert checkout.run("ask", "hello").returncode == 0
    finally:
        checkout.folder.chmod(0o755)
    assert not (checkout.folder / ".venv").exists()
    assert list((tmp_path / ".local/share/gemini-desk").glob("venv-*/bin/python"))


def test_an_environment_of_somebody_else_is_used_as_it_is(checkout: Checkout) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    checkout.run("ask", "hello")
    calls = checkout.pip_calls()
    folders = [checkout.folder, checkout.folder / ".venv"]
    for folder in folders:
        folder.chmod(0o555)
    try:
        assert checkout.run("ask", "hello").returncode == 0
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert checkout.pip_calls() == calls


def test_two_at_once_set_up_one_after_the_other(checkout: Checkout) -> None:
    command = [BASH, str(checkout.folder / "packaging" / "run.sh"), "ask", "hello"]
    both = [
        subprocess.Popen(command, env=checkout.environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    answers = [process.communicate(timeout=60)[0] for process in both]
    assert answers == ["started [-m] [gemini_desk] [ask] [hello]\n"] * 2
    assert checkout.pip_calls() == 2, "one set-up: the back end, then the package"
