"""What a conversation does differently, and the presets that say so by name."""

import pytest

from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.preset import BUILT_IN_PREFIX, Preset, new_preset_id
from gemini_desk.chat.setup import ConversationSetup
from gemini_desk.errors import InputError


def test_a_setup_leaves_the_system_prompt_to_the_settings_unless_it_says_none_at_all():
    assert ConversationSetup().system_prompt_or("Be kind.") == "Be kind."
    assert ConversationSetup(system_prompt="").system_prompt_or("Be kind.") == ""
    assert ConversationSetup(system_prompt="Be brief.").system_prompt_or("Be kind.") == "Be brief."


def test_a_conversation_takes_a_copy_of_the_preset():
    greedy = GenerationParameters(temperature=0.0)
    preset = Preset("p", "Read text", system_prompt="Read.", parameters=greedy, model="nano")
    assert preset.setup() == ConversationSetup("p", "Read.", greedy, "nano")


def test_a_preset_without_a_system_prompt_leaves_it_to_the_settings():
    assert Preset("p", "Careful").setup().system_prompt is None


def test_a_copy_of_a_built_in_preset_is_a_persons_own():
    preset = Preset(f"{BUILT_IN_PREFIX}brief", "Brief answers", system_prompt="Be brief.")
    copy = preset.copy()
    assert preset.is_built_in
    assert not copy.is_built_in
    assert (copy.name, copy.system_prompt) == ("Brief answers (copy)", "Be brief.")
    assert preset.copy("Terse").name == "Terse"


def test_random_ids_are_never_those_of_built_in_presets():
    assert not Preset(new_preset_id(), "Mine").is_built_in
    assert new_preset_id() != new_preset_id()


@pytest.mark.parametrize("name", ["", " \n"])
def test_a_preset_has_a_name(name):
    with pytest.raises(InputError) as caught:
        Preset("p", name)
    assert caught.value.hint
