"""Which microphones and monitors the sound server has, and when that changes."""

from __future__ import annotations

import threading
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from gemini_desk.media.audio_devices import InputDevice
from gemini_desk.media.pulse.connection import Connection
from gemini_desk.media.pulse.library import (
    INVALID_INDEX,
    SERVER_CALLBACK,
    SOURCE_CALLBACK,
    SUBSCRIBE_CALLBACK,
    SUBSCRIBE_SOURCES_AND_SERVER,
)
from gemini_desk.media.twin_names import twin_names

if TYPE_CHECKING:
    from collections.abc import Callable


def list_sources() -> tuple[InputDevice, ...]:
    """The microphones, and then the monitors; worker threads only.

    The default is the server's, unless that is a monitor: a computer without a microphone would
    record what it plays, and nobody would know.

    Raises:
        NoSoundServerError: There is none.
    """
    with Connection() as connection:
        return sources_of(connection)


def sources_of(connection: Connection) -> tuple[InputDevice, ...]:
    """As `list_sources`, of a connection that is open.

    Raises:
        NoSoundServerError: The server does not answer.
    """
    library, context = connection.library, connection.context
    default = ""
    found: list[InputDevice] = []
    told = threading.Event()
    listed = threading.Event()

    def take_server(_context: Any, info: Any, _user_data: Any) -> None:
        nonlocal default
        if info:
            default = _text(info.contents.default_source_name)
        told.set()

    def take_source(_context: Any, info: Any, end: int, _user_data: Any) -> None:
        if end:
            listed.set()
            return
        source = info.contents
        found.append(
            InputDevice(
                index=source.index,
                name=_text(source.description) or _text(source.name),
                is_default=False,
                sample_rate_hz=source.sample_spec.rate,
                channels=source.sample_spec.channels,
                source=_text(source.name),
                is_monitor=source.monitor_of_sink != INVALID_INDEX,
                is_muted=bool(source.mute),
            )
        )

    callbacks = SERVER_CALLBACK(take_server), SOURCE_CALLBACK(take_source)
    with connection.locked():
        server = library.pa_context_get_server_info(context, callbacks[0], None)
        sources = library.pa_context_get_source_info_list(context, callbacks[1], None)
    connection.finish(server, told)
    connection.finish(sources, listed)
    return _in_order(found, default)


class SourceWatch:
    """Tells when a microphone comes or goes, or another becomes the default; until `close`.

    Attributes:
        is_lost: Whether it tells nothing more: the server went away.
    """

    def __init__(self, on_change: Callable[[], None]) -> None:
        """Begin to watch.

        Args:
            on_change: Called on a thread of its own, perhaps several times in a row; also when
                the server goes away, and nothing more is told.

        Raises:
            NoSoundServerError: There is nothing to watch.
        """
        self._on_change = on_change
        self.is_lost = False
        self._connection = Connection(self._lose)
        self._callback = SUBSCRIBE_CALLBACK(self._changed)
        library, context = self._connection.library, self._connection.context
        with self._connection.locked():
            library.pa_context_set_subscribe_callback(context, self._callback, None)
            operation = library.pa_context_subscribe(
                context, SUBSCRIBE_SOURCES_AND_SERVER, None, None
            )
            library.pa_operation_unref(operation)

    def close(self) -> None:
        """End it; harmless when done twice."""
        self._connection.close()

    def _lose(self) -> None:
        self.is_lost = True
        self._on_change()

    def _changed(self, _context: Any, _kind: int, _index: int, _user_data: Any) -> None:
        self._on_change()


def _in_order(found: list[InputDevice], default: str) -> tuple[InputDevice, ...]:
    """Microphones first, one default among them, and no two of the same name."""
    from dataclasses import replace

    ordered = sorted(found, key=lambda device: device.is_monitor)
    microphones = [device.source for device in ordered if not device.is_monitor]
    if default not in microphones:
        default = microphones[0] if microphones else ""
    names = twin_names.of([(device.name, device.source) for device in ordered])
    calls = [(device.is_monitor, device.name) for device in ordered]
    first = {call: calls.index(call) for call in calls}
    # Those of one name stand together, by their number: "X", "X (2)", …, "X (10)".
    places = [(first[call], len(name), name) for call, name in zip(calls, names, strict=True)]
    return tuple(
        replace(device, name=name, is_default=device.source == default)
        for (_, _, name), device in sorted(zip(places, ordered, strict=True), key=itemgetter(0))
    )


def _text(value: bytes | None) -> str:
    return value.decode("utf-8", "replace") if value else ""
