"""The profile's conversations, opened for one command."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from gemini_desk.paths import Profile
    from gemini_desk.storage.store_thread import StoreThread


def profile_of(options: argparse.Namespace) -> Profile:
    """The profile that the command line names, with its folders made."""
    from gemini_desk.paths import Profile

    folder = options.profile
    profile = Profile.default() if folder is None else Profile.under(folder)
    profile.create()
    return profile


@contextmanager
def opened_store(profile: Profile) -> Iterator[StoreThread]:
    """The store of `profile`, for this process alone.

    Raises:
        StorageError: A window has it open, or it cannot be opened.
    """
    from gemini_desk.storage.store_thread import StoreThread

    store = StoreThread(
        profile.data_dir, on_error=lambda error: print(error, file=sys.stderr, flush=True)
    )
    try:
        opening = store.start().result()
        if opening.notice:
            print(opening.notice, file=sys.stderr)
        yield store
    finally:
        store.close()
