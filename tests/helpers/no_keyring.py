"""An empty keyring in place of the desktop's, and no key that an earlier test left behind."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from unittest import mock

import keyring
from keyring.backends import null

from gemini_desk.settings import secrets

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def no_keyring() -> Iterator[None]:
    """Nothing is asked of the desktop's keyring meanwhile."""
    before = keyring.get_keyring()
    keyring.set_keyring(null.Keyring())  # type: ignore[no-untyped-call]
    with mock.patch.object(secrets, "_session", {}):
        yield
    keyring.set_keyring(before)
