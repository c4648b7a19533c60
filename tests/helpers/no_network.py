"""Keeps the suite off the network: only sockets of this machine may be connected to."""

from __future__ import annotations

import ipaddress
import os
import socket
from typing import Any

_real_connect = socket.socket.connect


def _is_local(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket
    host = address[0]
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _connect(self: socket.socket, address: Any) -> None:
    if not _is_local(address):
        raise OSError(f"the tests run without the network; something connects to {address}")
    _real_connect(self, address)


def install() -> None:
    """Refuse connections to other machines, in this process; tell libraries that there are none."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    socket.socket.connect = _connect  # type: ignore[method-assign,assignment]  # the point of this function
