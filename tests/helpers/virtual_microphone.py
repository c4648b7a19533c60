"""A microphone without hardware: a PulseAudio server whose only input is what the test plays.

    def test_dictation(virtual_microphone):
        virtual_microphone.speak("what is the time")      # returns when it has been heard

It has a microphone (`microphone`) that hears what the sink `vmic` plays, and that sink's monitor.
PortAudio lists the device `pulse` (and `default`, which is the same). The server is the test's
own: its socket, its settings and its state lie in a temporary folder, and the desktop's server is
not touched.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROGRAMS = ("pulseaudio", "pactl", "paplay", "espeak-ng")
_START_S = 10.0
_DIES_WITH_US = ("setpriv", "--pdeathsig", "TERM")  # however this process ends
# Replaces the machine's own ALSA settings, so that every machine lists the same devices.
_ALSA_SETTINGS = """
pcm.pulse { type pulse hint { show on description "PulseAudio" } }
ctl.pulse { type pulse }
pcm.!default { type pulse }
ctl.!default { type pulse }
"""


class VirtualMicrophone:
    """A sound server with one microphone that hears what is played to the sink `vmic`.

    Attributes:
        environment: What a process needs in its environment to find the server.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.chmod(0o700)
        settings = folder / "asound.conf"
        settings.write_text(_ALSA_SETTINGS)
        self.environment = {
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_SERVER": f"unix:{folder}/native",
            "PULSE_COOKIE": str(folder / "cookie"),
            "ALSA_CONFIG_PATH": str(settings),
        }
        self._env = {**os.environ, **self.environment, "HOME": str(folder)}
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and return once it answers."""
        with (self._folder / "pulseaudio.log").open("ab") as log:
            self._server = subprocess.Popen(
                [
                    *_DIES_WITH_US,
                    *("pulseaudio", "-n", "--system=false", "--daemonize=no", "--use-pid-file=no"),
                    *("--exit-idle-time=-1", "--disable-shm=yes", "--high-priority=no"),
                    "--load=module-native-protocol-unix auth-anonymous=1"
                    f" socket={self._folder}/native",
                    # norewinds: or it would make 2 s of sound at once, and then sleep as long
                    "--load=module-null-sink sink_name=vmic rate=48000 channels=1 norewinds=1"
                    " sink_properties=device.description=Loudspeaker",
                    "--load=module-remap-source source_name=microphone master=vmic.monitor"
                    " source_properties=device.description=Microphone",
                ],
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + _START_S
        while not self._pactl("set-default-source", "microphone"):
            if self._server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self._folder / "pulseaudio.log").read_text())
            time.sleep(0.02)

    def unplug(self) -> None:
        """Take the microphone away, in mid-recording if there is one: end the server."""
        if self._server is not None:
            self._server.terminate()
            self._server.send_signal(signal.SIGCONT)  # or it would not end while it is frozen
            self._server.wait(10)
            self._server = None

    def plug_in(self, name: str, description: str = "") -> None:
        """Add another microphone, which hears the same; it is described by its name if not else."""
        done = self._pactl(
            "load-module", "module-remap-source", f"source_name={name}", "master=vmic.monitor",
            f"source_properties=device.description={description or name}",
        )  # fmt: skip
        assert done

    def pull_out(self, name: str) -> None:
        """Take one microphone away; the server stays."""
        listed = subprocess.run(
            ["pactl", "list", "short", "modules"],
            env=self._env, check=True, capture_output=True, text=True, timeout=20,
        ).stdout  # fmt: skip
        number = next(
            line.split()[0] for line in listed.splitlines() if f"source_name={name} " in line
        )
        assert self._pactl("unload-module", number)

    def hold(self, *, held: bool = True) -> None:
        """Keep the hardware from the server, as a program does that has it for itself."""
        for kind, name in (("source", "microphone"), ("sink", "vmic")):
            assert self._pactl(f"suspend-{kind}", name, str(int(held)))

    def freeze(self, *, frozen: bool = True) -> None:
        """Let the server answer nobody any more, though it is there."""
        assert self._server is not None
        self._server.send_signal(signal.SIGSTOP if frozen else signal.SIGCONT)

    def listen_with_a_password(self) -> int:
        """Serve on a port of this machine, too, to those that know a cookie; the port."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port: int = free.getsockname()[1]
        assert self._pactl(
            "load-module", "module-native-protocol-tcp", "listen=127.0.0.1", f"port={port}",
            f"auth-cookie={self._folder}/password",
        )  # fmt: skip
        return port

    @property
    def is_recorded_from(self) -> bool:
        """Whether the window has the microphone open now."""
        listed = subprocess.run(
            ["pactl", "list", "source-outputs"],
            env=self._env, check=True, capture_output=True, text=True, timeout=20,
        ).stdout  # fmt: skip
        return 'application.process.binary = "python' in listed

    def play(self, file: Path) -> None:
        """Play a sound file into the microphone; return when it has ended."""
        subprocess.run(["paplay", "-d", "vmic", str(file)], env=self._env, check=True, timeout=120)

    def speak(self, text: str, *, voice: str = "en-gb", words_per_minute: int = 140) -> Path:
        """Say something into the microphone; return the sound file when it has been heard."""
        file = speech_file(
            self._folder / "speech.wav", text, voice=voice, words_per_minute=words_per_minute
        )
        self.play(file)
        return file

    def _pactl(self, *command: str) -> bool:
        done = subprocess.run(["pactl", *command], env=self._env, capture_output=True, timeout=20)
        return done.returncode == 0


def speech_file(
    file: Path, text: str, *, voice: str = "en-gb", words_per_minute: int = 140
) -> Path:
    """Write spoken text to a WAV file (22,050 Hz, mono) and return its path."""
    subprocess.run(
        ["espeak-ng", "-v", voice, "-s", str(words_per_minute), "-w", str(file), text],
        check=True,
        timeout=60,
    )
    return file


def _restart_portaudio() -> None:
    """Let PortAudio look for devices again, if something has loaded it."""
    sounddevice = sys.modules.get("sounddevice")
    if sounddevice is not None:
        sounddevice._terminate()
        sounddevice._initialize()


@pytest.fixture
def virtual_microphone(monkeypatch: pytest.MonkeyPatch) -> Iterator[VirtualMicrophone]:
    """A microphone of the test's own, seen by this process and by those that it starts."""
    missing = [program for program in _PROGRAMS if shutil.which(program) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed; packaging/test.sh installs them")
    folder = Path(tempfile.mkdtemp(prefix="vmic-"))  # short: the name of a socket has a limit
    microphone = VirtualMicrophone(folder)
    for name, value in microphone.environment.items():
        monkeypatch.setenv(name, value)
    try:
        microphone.start()
        _restart_portaudio()
        yield microphone
    finally:
        microphone.unplug()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def no_microphone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine that has no sound input at all."""
    settings = tmp_path / "asound.conf"
    settings.write_text(_ALSA_SETTINGS)  # a device that does not answer is not listed
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(settings))
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/none")
    _restart_portaudio()
