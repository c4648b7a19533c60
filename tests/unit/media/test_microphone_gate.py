"""The gate is closed while anybody holds it, and for a moment after the last."""

from __future__ import annotations

from gemini_desk.media import microphone_gate
from gemini_desk.media.microphone_gate import MicrophoneGate


def test_it_is_open_until_somebody_plays():
    gate = MicrophoneGate(echo_s=0.0)
    assert not gate.is_closed
    gate.close("reading aloud")
    assert gate.is_closed
    gate.open("reading aloud")
    assert not gate.is_closed


def test_every_holder_must_open_it():
    gate = MicrophoneGate(echo_s=0.0)
    for _ in range(2):
        gate.close("reading aloud")
    gate.close("clip")
    gate.open("clip")
    assert gate.is_closed
    gate.set_closed("reading aloud", False)
    assert not gate.is_closed


def test_the_room_gives_back_an_echo(monkeypatch):
    now_s = 100.0
    monkeypatch.setattr(microphone_gate.time, "monotonic", lambda: now_s)
    gate = MicrophoneGate(echo_s=0.4)
    gate.open("nobody")
    assert not gate.is_closed, "whoever held nothing leaves no echo"
    gate.close("clip")
    gate.open("clip")
    now_s += 0.3
    assert gate.is_closed
    now_s += 0.2
    assert not gate.is_closed
