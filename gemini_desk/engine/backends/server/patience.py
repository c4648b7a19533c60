"""How long a server may be silent: before the first token, between tokens, and at the end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from gemini_desk.errors import ServerError

if TYPE_CHECKING:
    from gemini_desk.settings.schema import ServerSettings

# After the last token a server may still say how many there were, then `[DONE]`.
_USAGE_GRACE_S: Final = 2.0
_LONGER: Final = "Its time-outs are in Preferences, Privacy."


class Patience:
    """Deadlines of one answer. Comments that keep a connection alive do not count as tokens."""

    def __init__(self, server: ServerSettings) -> None:
        self._server = server
        self._deadline = time.monotonic() + server.first_token_timeout_s
        self._has_begun = False
        self.is_ending = False

    def token_came(self) -> None:
        """The answer goes on."""
        self._has_begun = True
        self._deadline = time.monotonic() + self._server.between_tokens_timeout_s

    def answer_ended(self) -> None:
        """Nothing more is needed; what comes within a moment is welcome."""
        if not self.is_ending:
            self.is_ending = True
            self._deadline = time.monotonic() + _USAGE_GRACE_S

    @property
    def is_over(self) -> bool:
        """Whether the wait was too long."""
        return time.monotonic() > self._deadline

    def error(self) -> ServerError:
        """What to say then."""
        if self._has_begun:
            waited_s = self._server.between_tokens_timeout_s
            message = f"The server went silent in mid-answer, for {waited_s:g} s."
            kept = "What came is kept. "
        else:
            waited_s = self._server.first_token_timeout_s
            message = f"The server did not begin to answer within {waited_s:g} s."
            kept = ""
        return ServerError(message, hint=f"{kept}Try again, or look at the server. {_LONGER}")
