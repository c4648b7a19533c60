"""libpulse: the functions that are used, with their types, and what its error codes mean.

https://freedesktop.org/software/pulseaudio/doxygen/
"""

from __future__ import annotations

import ctypes
import functools
import sys
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_size_t, c_uint8, c_uint32, c_void_p
from typing import Any, Final

_CHANNELS_MAX: Final = 32
INVALID_INDEX: Final = 0xFFFF_FFFF

CONTEXT_NO_AUTOSPAWN: Final = 1
CONTEXT_READY: Final = 4
CONTEXT_FAILED: Final = 5
STREAM_READY: Final = 2
STREAM_FAILED: Final = 3
STREAM_TERMINATED: Final = 4
STREAM_DONT_MOVE: Final = 0x0200  # or the server would go on with another microphone
STREAM_ADJUST_LATENCY: Final = 0x2000
SUBSCRIBE_SOURCES_AND_SERVER: Final = 0x0002 | 0x0080
FLOAT32: Final = 5 if sys.byteorder == "little" else 6

ERROR_ACCESS: Final = 1
ERROR_NO_ENTITY: Final = 5
ERROR_AUTHENTICATION: Final = 9
ERROR_TERMINATED: Final = 11
ERROR_KILLED: Final = 12
ERROR_BUSY: Final = 26

CONTEXT_CALLBACK: Final = CFUNCTYPE(None, c_void_p, c_void_p)
STREAM_CALLBACK: Final = CFUNCTYPE(None, c_void_p, c_void_p)
READ_CALLBACK: Final = CFUNCTYPE(None, c_void_p, c_size_t, c_void_p)
SUBSCRIBE_CALLBACK: Final = CFUNCTYPE(None, c_void_p, c_int, c_uint32, c_void_p)


class SampleSpec(ctypes.Structure):
    """pa_sample_spec."""

    _fields_ = (("format", c_int), ("rate", c_uint32), ("channels", c_uint8))


class BufferAttributes(ctypes.Structure):
    """pa_buffer_attr; `INVALID_INDEX` leaves a length to the server."""

    _fields_ = tuple(
        (name, c_uint32) for name in ("maxlength", "tlength", "prebuf", "minreq", "fragsize")
    )


class _ChannelMap(ctypes.Structure):
    _fields_ = (("channels", c_uint8), ("map", c_int * _CHANNELS_MAX))


class _Volume(ctypes.Structure):
    _fields_ = (("channels", c_uint8), ("values", c_uint32 * _CHANNELS_MAX))


class SourceInfo(ctypes.Structure):
    """The beginning of pa_source_info: what follows is not read."""

    _fields_ = (
        ("name", c_char_p),
        ("index", c_uint32),
        ("description", c_char_p),
        ("sample_spec", SampleSpec),
        ("channel_map", _ChannelMap),
        ("owner_module", c_uint32),
        ("volume", _Volume),
        ("mute", c_int),
        ("monitor_of_sink", c_uint32),
    )


class ServerInfo(ctypes.Structure):
    """The beginning of pa_server_info."""

    _fields_ = (
        ("user_name", c_char_p),
        ("host_name", c_char_p),
        ("server_version", c_char_p),
        ("server_name", c_char_p),
        ("sample_spec", SampleSpec),
        ("default_sink_name", c_char_p),
        ("default_source_name", c_char_p),
    )


SOURCE_CALLBACK: Final = CFUNCTYPE(None, c_void_p, POINTER(SourceInfo), c_int, c_void_p)
SERVER_CALLBACK: Final = CFUNCTYPE(None, c_void_p, POINTER(ServerInfo), c_void_p)

# Result and arguments of each function.
_FUNCTIONS: Final[dict[str, tuple[Any, ...]]] = {
    "pa_threaded_mainloop_new": (c_void_p,),
    "pa_threaded_mainloop_get_api": (c_void_p, c_void_p),
    "pa_threaded_mainloop_start": (c_int, c_void_p),
    "pa_threaded_mainloop_stop": (None, c_void_p),
    "pa_threaded_mainloop_free": (None, c_void_p),
    "pa_threaded_mainloop_lock": (None, c_void_p),
    "pa_threaded_mainloop_unlock": (None, c_void_p),
    "pa_context_new": (c_void_p, c_void_p, c_char_p),
    "pa_context_set_state_callback": (None, c_void_p, CONTEXT_CALLBACK, c_void_p),
    "pa_context_connect": (c_int, c_void_p, c_char_p, c_int, c_void_p),
    "pa_context_get_state": (c_int, c_void_p),
    "pa_context_errno": (c_int, c_void_p),
    "pa_context_disconnect": (None, c_void_p),
    "pa_context_unref": (None, c_void_p),
    "pa_context_get_server_info": (c_void_p, c_void_p, SERVER_CALLBACK, c_void_p),
    "pa_context_get_source_info_list": (c_void_p, c_void_p, SOURCE_CALLBACK, c_void_p),
    "pa_context_set_subscribe_callback": (None, c_void_p, SUBSCRIBE_CALLBACK, c_void_p),
    "pa_context_subscribe": (c_void_p, c_void_p, c_int, c_void_p, c_void_p),
    "pa_operation_unref": (None, c_void_p),
    "pa_strerror": (c_char_p, c_int),
    "pa_stream_new": (c_void_p, c_void_p, c_char_p, POINTER(SampleSpec), c_void_p),
    "pa_stream_set_state_callback": (None, c_void_p, STREAM_CALLBACK, c_void_p),
    "pa_stream_set_read_callback": (None, c_void_p, READ_CALLBACK, c_void_p),
    "pa_stream_connect_record": (c_int, c_void_p, c_char_p, POINTER(BufferAttributes), c_int),
    "pa_stream_get_state": (c_int, c_void_p),
    "pa_stream_peek": (c_int, c_void_p, POINTER(c_void_p), POINTER(c_size_t)),
    "pa_stream_drop": (c_int, c_void_p),
    "pa_stream_disconnect": (c_int, c_void_p),
    "pa_stream_unref": (None, c_void_p),
}


@functools.cache
def load_libpulse() -> Any | None:
    """The library; None where there is none, on other systems for instance."""
    if sys.platform != "linux":
        return None
    try:
        library = ctypes.CDLL("libpulse.so.0")
    except OSError:
        return None
    for name, (result, *arguments) in _FUNCTIONS.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments
    return library
