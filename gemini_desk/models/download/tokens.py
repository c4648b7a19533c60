"""Which token the hub is shown: the shared one first, the one in the keyring if that is refused."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol, TypeVar

from gemini_desk.errors import AccessDeniedError, GeminiDeskError, ModelNotFoundError
from gemini_desk.models import hub_token
from gemini_desk.models.download.hub_client import HubClient
from gemini_desk.models.download.patience import Stopped
from gemini_desk.models.download.refusals import explain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gemini_desk.models.download.patience import Patience

logger = logging.getLogger(__name__)

_Answer = TypeVar("_Answer")


class Tokens(Protocol):
    """Names tokens to try, the next one only after the hub refused the one before."""

    def __call__(self) -> Iterator[str | None]:
        """The tokens, None for asking without one; on the thread that asks the hub."""
        ...


def known_tokens() -> Iterator[str | None]:
    """What this machine knows."""
    shared = hub_token.shared_token()
    yield shared
    kept = hub_token.kept_token()
    if kept is not None and kept != shared:
        yield kept


def wants_another_token(failure: GeminiDeskError) -> bool:
    """A hub hides what one may not see: `no such model` can mean `not for you`."""
    return isinstance(failure, AccessDeniedError | ModelNotFoundError)


def ask_hub(
    repo_id: str,
    question: Callable[[HubClient], _Answer],
    *,
    tokens: Tokens = known_tokens,
    patience: Patience | None = None,
) -> _Answer:
    """The hub's answer to who may have it: asked with one token after the other.

    Args:
        repo_id: The model that is asked about.
        question: Asks; whatever it raises is explained.
        tokens: Who asks.
        patience: How long the hub may take.

    Raises:
        GeminiDeskError: The hub refuses every token, or cannot be reached.
        Stopped: The question raised it.
    """
    refusal: GeminiDeskError | None = None
    for token in _until_the_keyring_refuses(tokens, repo_id):
        client = HubClient(token=token, patience=patience)
        try:
            return question(client)
        except Stopped:
            raise
        except Exception as error:  # HTTP, TLS, proxy: each has classes of its own
            logger.info("asking about %s failed", repo_id, exc_info=True)
            refusal = explain(repo_id, error, client)
        if not wants_another_token(refusal):
            break
    assert refusal is not None, "there is a first token, be it None"
    raise refusal  # outside the handler, so that it carries no traceback along


def _until_the_keyring_refuses(tokens: Tokens, repo_id: str) -> Iterator[str | None]:
    """A keyring that is locked hides no refusal of the hub, which matters more."""
    try:
        yield from tokens()
    except GeminiDeskError as error:
        logger.info("no token for %s: %s", repo_id, error.message)
