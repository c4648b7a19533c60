"""Servers: names of their models, addresses, and what is refused."""

from dataclasses import replace

import pytest

from gemini_desk.errors import InputError, ModelNotFoundError, OfflineError
from gemini_desk.models import servers
from gemini_desk.models.servers import ServerModel
from gemini_desk.settings.schema import NetworkSettings, ServerSettings

HOME = ServerSettings("home", "http://127.0.0.1:8000/v1")
ONLINE = NetworkSettings(offline=False, servers=(HOME,))


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("https://gpu.example.org/v1", "https://gpu.example.org/v1"),
        ("https://gpu.example.org", "https://gpu.example.org/v1"),
        (" https://gpu.example.org:8443/api/v1/ ", "https://gpu.example.org:8443/api/v1"),
        ("gpu.example.org", "https://gpu.example.org/v1"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000/v1"),
        ("localhost:11434/v1", "http://localhost:11434/v1"),
        ("http://[::1]:8000/v1", "http://[::1]:8000/v1"),
        ("https://gpu.example.org/v1/chat/completions", "https://gpu.example.org/v1"),
        ("https://gpu.example.org/v1/models", "https://gpu.example.org/v1"),
    ],
)
def test_addresses_as_people_type_them(typed, tidy):
    assert servers.tidy_url(typed) == tidy


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "ftp://host/v1", "https://", "https://user:pw@host/v1", "https://host/v1?key=1",
     "https://host/v1#x", "https://ho st/v1", "https://host:99999/v1", "http://[::1/v1",
     "https://host/\x00", "https://" + "x" * 3000],
)  # fmt: skip
def test_what_is_no_address(typed):
    with pytest.raises(InputError):
        servers.tidy_url(typed)


def test_a_model_s_name_is_taken_apart_and_put_together():
    assert servers.parse("server:home/google/gemma-4-31B-it") == ("home", "google/gemma-4-31B-it")
    assert ServerModel("home", "a/b").name == "server:home/a/b"
    assert servers.is_server_model("server:home/x")
    assert not servers.is_server_model("starter")
    for name in ("starter", "server:", "server:home", "server:home/", "server:/x"):
        with pytest.raises(ModelNotFoundError):
            servers.parse(name)


def test_offline_refuses_and_says_where_the_switch_is():
    with pytest.raises(OfflineError, match="offline") as caught:
        servers.require("server:home/x", replace(ONLINE, offline=True))
    assert "Privacy" in caught.value.hint


def test_a_server_is_found_by_its_name():
    assert servers.require("server:HOME/x", ONLINE) == HOME
    with pytest.raises(ModelNotFoundError, match="work") as caught:
        servers.require("server:work/x", ONLINE)
    assert "home" in caught.value.hint


def test_servers_are_added_changed_and_removed():
    network = servers.with_server(ONLINE, ServerSettings("work", "gpu.example.org"))
    assert [each.name for each in network.servers] == ["home", "work"]
    network = servers.with_server(network, replace(HOME, image=True))
    assert servers.find("home", network).image
    assert [each.name for each in network.servers] == ["home", "work"], "at its place"
    assert servers.without_server(network, "Home").servers == (network.servers[1],)


@pytest.mark.parametrize(
    "wrong",
    [{"connect_timeout_s": 0.0}, {"first_token_timeout_s": 1e6}, {"between_tokens_timeout_s": -1.0},
     {"context_tokens": -1}],
)  # fmt: skip
def test_numbers_that_cannot_be_used(wrong):
    with pytest.raises(InputError):
        servers.with_server(ONLINE, replace(HOME, **wrong))


def test_who_agreed_to_an_address_did_not_agree_to_another():
    agreed = servers.with_server(ONLINE, replace(HOME, agreed=True))
    assert servers.find("home", agreed).agreed
    moved = servers.with_server(agreed, replace(HOME, agreed=True, base_url="https://else.org"))
    assert not servers.find("home", moved).agreed


@pytest.mark.parametrize("name", ["", "a b", "a/b", "-x", "x" * 41, "ä"])
def test_names_that_cannot_be_used(name):
    with pytest.raises(InputError):
        servers.with_server(ONLINE, ServerSettings(name, "https://gpu.example.org"))


@pytest.mark.parametrize(
    ("address", "warns"),
    [
        ("http://127.0.0.1:8000/v1", False),
        ("http://localhost/v1", False),
        ("http://[::1]/v1", False),
        ("https://gpu.example.org/v1", False),
        ("http://192.168.0.7/v1", True),
        ("http://localhost.example.org/v1", True),
    ],
)
def test_who_sends_in_the_clear_is_warned(address, warns):
    assert bool(servers.warning(address)) == warns
