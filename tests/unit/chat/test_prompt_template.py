"""The prompts of the library and their variables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desk.chat.preset import BUILT_IN_PREFIX
from gemini_desk.chat.prompt_template import LONGEST_NAME, PromptTemplate, prompt_name
from gemini_desk.errors import InputError


def template(text, name="translate", id_="1"):
    return PromptTemplate(id_, name, "Translate", text)


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("Nothing to fill in", ()),
        ("From {{source}} to {{target}}, again {{source}}", ("source", "target")),
        ("{{ spaced }} and {{two words}} and {{größe_2}}", ("spaced", "two words", "größe_2")),
        ("{{}} {{1st}} {single} {{a{{b}} {{a\nb}} {{" + "x" * 41 + "}}", ("b",)),
    ],
)
def test_variables_stand_in_the_order_of_the_text_each_once(text, variables):
    assert template(text).variables == variables


def test_values_are_put_in_everywhere():
    prompt = template("To {{ language }}: {{text}} ({{language}})")
    assert prompt.fill({"language": "French", "text": "Hi"}) == "To French: Hi (French)"


def test_a_variable_without_a_value_stays_to_be_seen():
    assert template("To {{language}}: {{text}}").fill({"text": ""}) == "To {{language}}: "


def test_values_are_not_filled_in_themselves():
    assert template("{{a}} {{b}}").fill({"a": "{{b}}", "b": r"\1"}) == r"{{b}} \1"


@given(st.text(), st.dictionaries(st.text(max_size=5), st.text()))
def test_any_text_can_be_filled(text, values):
    prompt = template(text)
    if not prompt.variables:
        assert prompt.fill(values) == text
    assert all(f"{{{{{name}}}}}" not in prompt.fill({name: ""}) for name in prompt.variables)


@pytest.mark.parametrize("name", ["", "Read", "read text", "read_text", "-read", "a--b", "x" * 41])
def test_a_name_can_be_typed_after_a_slash(name):
    with pytest.raises(InputError) as caught:
        template("", name)
    assert caught.value.hint


def test_a_prompt_has_a_title():
    with pytest.raises(InputError):
        PromptTemplate("1", "read", "  ", "Read.")


@given(st.text())
def test_a_name_made_of_any_title_can_be_typed_or_is_empty(title):
    name = prompt_name(title)
    assert not name or template("", name).name == name


def test_a_name_is_made_of_the_words():
    assert prompt_name("Reply politely, in English!") == "reply-politely-in-english"


def test_a_copy_is_a_persons_own():
    prompt = template("Read.", "r" * LONGEST_NAME, f"{BUILT_IN_PREFIX}read")
    copy = prompt.copy()
    assert prompt.is_built_in
    assert not copy.is_built_in
    assert copy.name.endswith("r-copy")
    assert copy.title == "Translate (copy)"
    assert copy.text == "Read."
