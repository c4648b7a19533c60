"""The token that tells a hub who asks: needed for models whose licence has to be accepted.

One that a person entered here lies in the system's keyring, by the name of the hub that it was
entered for. The one that `hf auth login` or `HF_TOKEN` gave to every program is used without being
asked for; the keyring is opened only when a hub refuses, because it may ask for a password.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from gemini_desk.models.download.hub_client import hub_endpoint
from gemini_desk.settings import secrets

if TYPE_CHECKING:
    from gemini_desk.settings.secrets import SecretPlace


def shared_token() -> str | None:
    """The token that every program on this machine uses, if there is one."""
    from huggingface_hub import get_token

    return get_token()


def kept_token() -> str | None:
    """The token that a person entered here, if there is one; may wait for the keyring.

    Raises:
        SecretStorageError: The keyring is locked, say.
    """
    return secrets.get(secrets.HUB_SERVICE, _account())


def keep_token(token: str, *, session_only: bool = False) -> SecretPlace:
    """Keep a token that a person entered.

    Raises:
        InputError: It is no token.
        SecretStorageError: There is no keyring; the hint says what else can be done.
    """
    return secrets.set(secrets.HUB_SERVICE, _account(), token, session_only=session_only)


def forget_token() -> None:
    """Forget the token that was entered here; what other programs use is not touched.

    Raises:
        SecretStorageError: The keyring refuses.
    """
    secrets.delete(secrets.HUB_SERVICE, _account())


def _account() -> str:
    """A token for one hub goes to no other: `HF_ENDPOINT` may name anything."""
    return urlsplit(hub_endpoint()).netloc.rpartition("@")[2]
