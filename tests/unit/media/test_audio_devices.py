"""What goes wrong with sound devices is told in words that say which and what to do."""

from __future__ import annotations

import ctypes.util
import subprocess
import sys
import types

import pytest

from gemini_desk.errors import AudioDeviceError
from gemini_desk.media import audio_devices
from gemini_desk.media.audio_devices import (
    close_stream,
    device_error,
    list_input_devices,
    load_portaudio,
    quiet_drivers,
    refuses_format,
    remember_stream,
    rescan_devices,
)


class PortAudioError(Exception):
    """As `sounddevice` raises it: text, code, and what the host's own system said."""


def _opening(text, code, *host):
    return PortAudioError(f"Error opening InputStream: {text} [PaErrorCode {code}]", code, *host)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (_opening("Device unavailable", -9985), "busy"),
        (
            _opening("Unanticipated host error", -9999, (8, -16, "Device or resource busy")),
            "busy",
        ),
        (_opening("Unanticipated host error", -9999, (8, -13, "Permission denied")), "may not use"),
        (_opening("Unanticipated host error", -9999, (8, -19, "No such device")), "No microphone"),
        (_opening("Invalid device", -9996), "No microphone"),
        (PortAudioError("Error querying device -1"), "No microphone"),
        (_opening("Insufficient memory", -9992), "(Insufficient memory)"),
    ],
)
def test_errors_say_which(error, words):
    told = device_error(error, "microphone")
    assert isinstance(told, AudioDeviceError)
    assert words in told.message
    assert told.hint


def test_only_another_format_is_worth_another_try():
    assert refuses_format(_opening("Invalid number of channels", -9998))
    assert refuses_format(_opening("Invalid sample rate", -9997))
    assert not refuses_format(_opening("Device unavailable", -9985))


def test_library_that_is_not_installed(monkeypatch):
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(ctypes.util, "find_library", lambda _name: None)
    with pytest.raises(AudioDeviceError, match="not installed") as refusal:
        load_portaudio()
    assert "libportaudio2" in refusal.value.hint or sys.platform != "linux"
    with pytest.raises(AudioDeviceError, match="not installed"):
        list_input_devices()


def test_sound_system_that_does_not_start(monkeypatch):
    def fail(_name):
        raise PortAudioError("Error initializing PortAudio", -9999)

    monkeypatch.setattr(audio_devices.importlib, "import_module", fail)
    with pytest.raises(AudioDeviceError, match="does not answer"):
        load_portaudio()


def _sounddevice(devices, default_index=1):
    """A stand-in for the module, with the functions that listing needs."""
    return types.SimpleNamespace(
        PortAudioError=PortAudioError,
        default=types.SimpleNamespace(device=[default_index, -1], hostapi=0),
        query_devices=lambda: devices,
    )


def _device(index, name, inputs, host_api=0):
    return {
        "index": index,
        "name": name,
        "hostapi": host_api,
        "max_input_channels": inputs,
        "default_samplerate": 44_100.0,
    }


def test_list_has_the_inputs_of_the_default_host(monkeypatch):
    devices = [
        _device(0, "Loudspeaker", 0),
        _device(1, "Headset", 1),
        _device(2, "Camera", 2),
        _device(3, "Headset", 1, host_api=1),  # the same again, through another driver
    ]
    monkeypatch.setattr(audio_devices, "load_portaudio", lambda: _sounddevice(devices))
    listed = list_input_devices(rescan=False)
    assert [(d.name, d.index, d.is_default, d.channels) for d in listed] == [
        ("Headset", 1, True, 1),
        ("Camera", 2, False, 2),
    ]
    assert listed[0].sample_rate_hz == 44_100


def test_no_rescan_while_a_stream_is_open(monkeypatch):
    restarts = []
    module = types.SimpleNamespace(
        PortAudioError=PortAudioError,
        _initialized=0,
        _initialize=lambda: restarts.append("initialize"),
    )
    monkeypatch.setattr(audio_devices, "load_portaudio", lambda: module)
    stream = types.SimpleNamespace(abort=lambda: None, close=lambda: None)
    remember_stream(stream)
    assert rescan_devices() is False
    assert restarts == []
    close_stream(stream)
    assert rescan_devices() is True
    assert restarts == ["initialize"]


def test_stream_is_closed_once_and_errors_stay_inside():
    calls = []

    def fail(name):
        calls.append(name)
        raise PortAudioError("the device is gone")

    stream = types.SimpleNamespace(abort=lambda: fail("abort"), close=lambda: fail("close"))
    remember_stream(stream)
    close_stream(stream)
    close_stream(stream)
    assert calls == ["abort", "close"]


def test_drivers_are_quiet_only_meanwhile(capfd):
    say = [sys.executable, "-c", "import os; os.write(2, b'driver ')"]
    with quiet_drivers():
        subprocess.run(say, check=True)
    subprocess.run(say, check=True)
    assert capfd.readouterr().err == "driver "
