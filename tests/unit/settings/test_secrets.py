"""Secrets: in a keyring, in the environment, for this session; never in words for people."""

import logging

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked, PasswordDeleteError

from gemini_desk.errors import InputError, SecretStorageError
from gemini_desk.settings import secrets
from gemini_desk.settings.secrets import SecretPlace

SERVICE = secrets.SERVER_SERVICE
VALUE = "sk-very-secret-0815"


class MemoryKeyring(KeyringBackend):
    """A keyring that lives as long as the test."""

    priority = 1.0

    def __init__(self):
        super().__init__()
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[(service, username)] = password

    def delete_password(self, service, username):
        if (service, username) not in self.kept:
            raise PasswordDeleteError
        del self.kept[(service, username)]


class RefusingKeyring(MemoryKeyring):
    """A keyring whose every use ends in an error."""

    def __init__(self, error):
        super().__init__()
        self.error = error

    def get_password(self, service, username):
        raise self.error

    set_password = delete_password = lambda self, *_: self.get_password("", "")


@pytest.fixture(autouse=True)
def _own_keyring(monkeypatch):
    before = keyring.get_keyring()
    monkeypatch.setattr(secrets, "_session", {})
    yield
    keyring.set_keyring(before)


@pytest.fixture
def memory():
    memory = MemoryKeyring()
    keyring.set_keyring(memory)
    return memory


def test_a_secret_goes_into_the_keyring_and_comes_back(memory):
    assert secrets.get(SERVICE, "home") is None
    assert secrets.place(SERVICE, "home") is None
    assert secrets.set(SERVICE, "home", f"  {VALUE}\n") is SecretPlace.KEYRING
    assert memory.kept == {(SERVICE, "home"): VALUE}
    assert secrets.get(SERVICE, "home") == VALUE
    assert secrets.place(SERVICE, "home") is SecretPlace.KEYRING
    assert secrets.get(SERVICE, "work") is None
    assert secrets.keyring_trouble(SERVICE, "home") == ""


def test_a_secret_is_forgotten(memory):
    secrets.set(SERVICE, "home", VALUE)
    secrets.delete(SERVICE, "home")
    assert memory.kept == {}
    assert secrets.get(SERVICE, "home") is None
    secrets.delete(SERVICE, "home")  # harmless


def test_for_this_session_only_the_keyring_is_left_alone(memory):
    assert secrets.set(SERVICE, "home", VALUE, session_only=True) is SecretPlace.SESSION
    assert memory.kept == {}
    assert secrets.get(SERVICE, "home") == VALUE
    assert secrets.place(SERVICE, "home") is SecretPlace.SESSION
    secrets.delete(SERVICE, "home")
    assert secrets.get(SERVICE, "home") is None


def test_what_is_kept_for_good_replaces_what_was_kept_for_the_session(memory):
    secrets.set(SERVICE, "home", "old", session_only=True)
    secrets.set(SERVICE, "home", VALUE)
    assert secrets.get(SERVICE, "home") == VALUE


@pytest.mark.parametrize("kind", [null.Keyring, fail.Keyring])
def test_without_a_keyring_it_says_so_and_what_can_be_done(kind):
    keyring.set_keyring(kind())
    assert secrets.get(SERVICE, "home") is None
    with pytest.raises(SecretStorageError) as caught:
        secrets.set(SERVICE, "home", VALUE)
    assert "no keyring" in caught.value.message
    assert "session" in caught.value.hint
    assert "GEMINI_DESK_SECRET_SERVER_HOME" in caught.value.hint
    assert VALUE not in str(caught.value)
    assert caught.value.hint in secrets.keyring_trouble(SERVICE, "home")
    secrets.set(SERVICE, "home", VALUE, session_only=True)
    assert secrets.get(SERVICE, "home") == VALUE
    secrets.delete(SERVICE, "home")


def test_the_environment_is_asked_before_the_keyring(memory, monkeypatch):
    secrets.set(SERVICE, "home-2", "kept")
    monkeypatch.setenv("GEMINI_DESK_SECRET_SERVER_HOME_2", VALUE)
    assert secrets.get(SERVICE, "home-2") == VALUE
    assert secrets.place(SERVICE, "home-2") is SecretPlace.ENVIRONMENT


@pytest.mark.parametrize(
    ("error", "words"), [(KeyringLocked(VALUE), "locked"), (OSError(VALUE), "OSError")]
)
def test_a_keyring_that_refuses_is_told_without_the_secret(error, words, caplog):
    keyring.set_keyring(RefusingKeyring(error))
    caplog.set_level(logging.DEBUG)
    for call in (
        lambda: secrets.get(SERVICE, "home"),
        lambda: secrets.set(SERVICE, "home", VALUE),
        lambda: secrets.delete(SERVICE, "home"),
    ):
        with pytest.raises(SecretStorageError, match=words) as caught:
            call()
        assert VALUE not in str(caught.value)
    assert VALUE not in caplog.text


@pytest.mark.parametrize("value", ["", "  ", "two\nlines", "schlüssel", "x" * 20_000])
def test_what_is_no_key_is_refused(memory, value):
    with pytest.raises(InputError):
        secrets.set(SERVICE, "home", value)
    assert memory.kept == {}
