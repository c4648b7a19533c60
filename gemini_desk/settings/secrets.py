"""Keys and tokens: in the system's keyring, or kept for this session, never in a file of ours.

Three places are asked, in this order:

1. what was set for this session, in memory;
2. an environment variable, `GEMINI_DESK_SECRET_` and the name (`environment_name`);
3. the keyring of the desktop (Secret Service, KWallet, macOS, Windows).

Where there is no keyring (a server without a desktop, a container), `keyring_trouble` says so
and what else can be done. Everything here may block, on a dialogue that unlocks the keyring as
well: not for the GUI thread. No value is logged, and none stands in an error.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import threading
from enum import StrEnum
from typing import TYPE_CHECKING

from gemini_desk.errors import InputError, SecretStorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyring.backend import KeyringBackend

logger = logging.getLogger(__name__)

# What a secret belongs to, as people read it in their keyring's own window.
SERVER_SERVICE = "Gemini Desk: server"
HUB_SERVICE = "Gemini Desk: Hugging Face"

_LONGEST = 16_384  # characters; Windows takes 2,560 bytes and says so itself
_lock = threading.Lock()
_session: dict[tuple[str, str], str] = {}


class SecretPlace(StrEnum):
    """Where a secret is kept."""

    KEYRING = "keyring"
    ENVIRONMENT = "environment"
    SESSION = "session"


def get(service: str, account: str) -> str | None:
    """The secret, or None if nobody gave one.

    Raises:
        SecretStorageError: The keyring is there, but refuses: it is locked, say.
    """
    with _lock:
        value = _session.get((service, account))
    if value is None:
        value = os.environ.get(environment_name(service, account)) or None
    if value is None and (keyring := _usable_keyring()) is not None:
        with _refusals("read"):
            value = keyring.get_password(service, account)
    return value


def place(service: str, account: str) -> SecretPlace | None:
    """Where the secret that `get` returns is kept; None if there is none.

    Raises:
        SecretStorageError: The keyring refuses.
    """
    with _lock:
        if (service, account) in _session:
            return SecretPlace.SESSION
    if os.environ.get(environment_name(service, account)):
        return SecretPlace.ENVIRONMENT
    return SecretPlace.KEYRING if get(service, account) is not None else None


def set(service: str, account: str, value: str, *, session_only: bool = False) -> SecretPlace:
    """Keep a secret in the keyring, or until the application ends.

    Args:
        service: What it belongs to, for instance `SERVER_SERVICE`.
        account: Which one of them.
        value: The key or token; white space around it is no part of it.
        session_only: Keep it in memory alone.

    Raises:
        InputError: It is empty, or no key: it has several lines, say.
        SecretStorageError: There is no keyring, or it refuses; nothing is kept.
    """
    value = value.strip()
    if not value or len(value) > _LONGEST or not value.isascii() or not value.isprintable():
        raise InputError("This is no key.", hint="A key is one line of plain characters.")
    if session_only:
        with _lock:
            _session[(service, account)] = value
        return SecretPlace.SESSION
    keyring = _usable_keyring()
    if keyring is None:
        raise SecretStorageError(_NO_KEYRING, hint=_instead(service, account))
    with _refusals("keep"):
        keyring.set_password(service, account, value)
    with _lock:
        _session.pop((service, account), None)
    return SecretPlace.KEYRING


def delete(service: str, account: str) -> None:
    """Forget a secret, here and in the keyring; harmless where there is none.

    A variable of the environment is not ours to remove: `place` still finds it.

    Raises:
        SecretStorageError: The keyring refuses.
    """
    with _lock:
        _session.pop((service, account), None)
    keyring = _usable_keyring()
    if keyring is None:
        return
    with _refusals("remove"):
        if keyring.get_password(service, account) is not None:
            keyring.delete_password(service, account)


def keyring_trouble(service: str, account: str) -> str:
    """Why no secret can be kept in a keyring, and what else can be done; "" where one can."""
    if _usable_keyring() is not None:
        return ""
    return f"{_NO_KEYRING} {_instead(service, account)}"


def environment_name(service: str, account: str) -> str:
    """The variable that stands for a secret: `GEMINI_DESK_SECRET_SERVER_HOME`, say."""
    words = f"{service.rpartition(':')[2]} {account}"
    name = re.sub(r"[^A-Z0-9]+", "_", words.upper()).strip("_")
    return f"GEMINI_DESK_SECRET_{name}"


_NO_KEYRING = "This machine has no keyring where a key could be kept."


def _instead(service: str, account: str) -> str:
    name = environment_name(service, account)
    return f"Keep it for this session only, or set {name} before the start."


def _usable_keyring() -> KeyringBackend | None:
    """The keyring in use; None where there is none, or one that forgets everything."""
    import keyring  # 0.1 s, and nobody needs it before a key is wanted
    from keyring.backends import fail, null

    try:
        found = keyring.get_keyring()
    except Exception:
        logger.info("no keyring could be opened", exc_info=True)
        return None
    return None if isinstance(found, fail.Keyring | null.Keyring) else found


@contextlib.contextmanager
def _refusals(doing: str) -> Iterator[None]:
    from keyring.errors import KeyringLocked

    try:
        yield
    except KeyringLocked:
        raise SecretStorageError(
            f"The keyring is locked, so it could not {doing} the key.",
            hint="Unlock it, then try again.",
        ) from None
    except Exception as error:  # noqa: BLE001 - each back end raises what its library raises
        # Its words may hold the value: only its kind is told.
        logger.info("the keyring could not %s a key: %s", doing, type(error).__name__)
        raise SecretStorageError(
            f"The keyring could not {doing} the key ({type(error).__name__}).",
            hint="Look whether the system's password store works, then try again.",
        ) from None
