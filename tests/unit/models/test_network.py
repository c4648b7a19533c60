"""One rule says whether the network may be used."""

import pytest

from gemini_desk.models.network import Ban, ban, hub_ban, hub_refusal, is_offline
from gemini_desk.settings.schema import NetworkSettings

ONLINE, OFFLINE = NetworkSettings(offline=False), NetworkSettings()


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch):
    for name in ("GEMINI_DESK_OFFLINE", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        monkeypatch.delenv(name, raising=False)


def test_the_setting():
    assert (ban(ONLINE), hub_ban(ONLINE), is_offline(ONLINE)) == (None, None, False)
    assert (ban(OFFLINE), hub_ban(OFFLINE), is_offline(OFFLINE)) == (Ban.SETTING, Ban.SETTING, True)


@pytest.mark.parametrize("network", [ONLINE, OFFLINE])
def test_the_option_is_stronger_than_everything(monkeypatch, network):
    monkeypatch.setenv("GEMINI_DESK_OFFLINE", "1")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert (ban(network), hub_ban(network)) == (Ban.OPTION, Ban.OPTION)


@pytest.mark.parametrize("name", ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"])
@pytest.mark.parametrize("value", ["1", "true", "Yes", "ON"])
def test_the_hubs_variable_is_for_the_hub_alone(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    assert ban(ONLINE) is None
    assert hub_ban(ONLINE) is Ban.HUB
    assert hub_ban(OFFLINE) is Ban.HUB  # what a person would have to lift first


def test_a_variable_that_says_no(monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    assert hub_ban(ONLINE) is None


@pytest.mark.parametrize("why", Ban)
def test_each_refusal_says_what_to_do(why):
    error = hub_refusal("org/model", why, where="https://hub.example")
    assert "org/model was not downloaded" in error.message
    assert error.hint
