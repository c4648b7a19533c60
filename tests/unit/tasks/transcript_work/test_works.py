"""The registry: what one click says is what is done."""

import pytest

from gemini_desk.chat.answer import ModelIdentity
from gemini_desk.engine.events import Capabilities, LoadedModel
from gemini_desk.storage.library_file import built_in_prompts
from gemini_desk.tasks.transcript_work import summarise, translate
from gemini_desk.tasks.transcript_work.summarise import Length, Style, SummaryOptions
from gemini_desk.tasks.transcript_work.works import WORKS, planned

CHOICES = [(work, choice) for work in WORKS for choice in work.choices if not choice.is_begun]


@pytest.mark.parametrize(("work", "choice"), CHOICES, ids=lambda each: getattr(each, "phrase", ""))
def test_each_click_asks_for_its_own_work(work, choice):
    found = planned(choice.phrase)
    assert found is not None
    assert found[0] is work


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("length", Length)
def test_each_kind_of_summary_can_be_asked_for(style, length):
    options = SummaryOptions(style, length)
    read = summarise.read(summarise.phrase(options))
    assert read is not None
    assert read.style is style
    assert style is Style.SENTENCE or read.length is length


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("summarize the recording as bullet points", "summarise"),
        ("Summarise this recording for my boss!", "summarise"),
        ("Summarise the recording", "summarise"),
        ("  Write minutes\nof the recording. ", "summarise"),
        ("What are the action items?", "action-items"),
        ("Translate the recording into Swiss German.", "translate"),
        ("translate this recording to 日本語", "translate"),
    ],
)
def test_what_a_person_types_is_understood(text, name):
    found = planned(text)
    assert found is not None
    assert found[0].name == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Summarise",
        "Summarise the recordings of the last year and compare them",
        "Who summarised the recording?",
        "Translate the first sentence to German.",
        "Translate the recording to ",
        "Who has the action items?",
    ],
)
def test_everything_else_is_a_question(text):
    assert planned(text) is None


def test_a_language_of_any_script_is_taken_as_it_is_written():
    assert translate.read("Translate the recording to Português (Brasil).") == "Português (Brasil)"


@pytest.mark.parametrize(
    ("name", "values", "work"),
    [
        ("summarise-recording", {"style": "bullet points"}, "summarise"),
        ("summarise-recording", {"style": "three words"}, "summarise"),
        ("minutes", {}, "summarise"),
        ("action-items", {}, "action-items"),
        ("translate-recording", {"language": "French"}, "translate"),
    ],
)
def test_the_prompts_that_ship_ask_for_them(name, values, work):
    prompt = next(each for each in built_in_prompts() if each.name == name)
    found = planned(prompt.fill(values))
    assert found is not None
    assert found[0].name == work


def model(parameters):
    return LoadedModel(
        ModelIdentity("starter"), Capabilities(context_tokens=2048), parameter_count=parameters
    )


def test_a_very_small_model_is_not_offered_what_it_cannot_do():
    for work in WORKS:
        obstacle = work.obstacle(model(5_000_000))
        assert ("starter is too small" in obstacle) is work.needs_skill
        assert work.obstacle(model(2_000_000_000)) == ""
        assert work.obstacle(model(None)) == ""
        assert work.obstacle(None) == ""
