"""Which token a download shows: the shared one first, the one in the keyring if that is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from gemini_desk.models import hub_token

if TYPE_CHECKING:
    from collections.abc import Iterator


class Tokens(Protocol):
    """Names tokens to try, the next one only after the hub refused the one before."""

    def __call__(self) -> Iterator[str | None]:
        """The tokens, None for asking without one; on the thread of the download."""
        ...


def known_tokens() -> Iterator[str | None]:
    """What this machine knows."""
    shared = hub_token.shared_token()
    yield shared
    kept = hub_token.kept_token()
    if kept is not None and kept != shared:
        yield kept
