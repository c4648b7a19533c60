"""Presets and prompts ↔ JSON: in the database, in the assets, and in files that people share.

A document holds `{"presets": [...], "prompts": [...]}`, either of them, a list of entries, or
one entry alone. An entry with a `text` is a prompt:

    {"name": "translate", "title": "Translate", "text": "Translate to {{language}}: {{text}}"}

and every other one is a preset; all but `name` can be left out:

    {"name": "Read text", "icon": "text", "system_prompt": "Copy out the text that you see.",
     "parameters": {"temperature": 0.0}, "model": "nano"}

Files come from anywhere: sizes are bounded, unknown keys are ignored, and what cannot be used
is named.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.preset import BUILT_IN_PREFIX, Preset, new_preset_id
from gemini_desk.chat.prompt_template import PromptTemplate, new_prompt_id, prompt_name
from gemini_desk.chat.unicode_text import well_formed
from gemini_desk.errors import InputError
from gemini_desk.settings.settings_json import read_tree

LARGEST_DOCUMENT_BYTES = 4 << 20
MOST_ENTRIES = 1000
LONGEST_TEXT = 100_000  # of a prompt or a system prompt, in characters
LONGEST_NAME = 80
_LONGEST_ID = 100
_LONGEST_MODEL = 1000  # a path
_FORMAT = "gemini-desk-library"


@dataclass(slots=True)
class Library:
    """What a document holds.

    Attributes:
        presets: In the order of the document.
        prompts: In the order of the document.
        notices: A sentence for each value that could not be used.
    """

    presets: list[Preset] = field(default_factory=list)
    prompts: list[PromptTemplate] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def preset_to_object(preset: Preset) -> dict[str, Any]:
    """The preset as a JSON object, without what it leaves open."""
    content = {name: value for name, value in asdict(preset).items() if value}
    content.pop("parameters", None)
    content.pop("skill", None)  # only what ships has one
    chosen = {
        it.name: getattr(preset.parameters, it.name)
        for it in fields(GenerationParameters)
        if getattr(preset.parameters, it.name) not in (None, ())
    }
    return content | ({"parameters": chosen} if chosen else {})


def preset_from_object(content: Any, notices: list[str], *, id_: str = "") -> Preset:
    """A preset from a JSON object.

    Args:
        content: What the document holds at this place.
        notices: A sentence is added for each value that could not be used.
        id_: Its id; "" for the one that it names, or a new one.

    Raises:
        InputError: It cannot be a preset.
    """
    entry = _Entry(content, "preset", notices)
    return Preset(
        id=id_ or entry.id() or new_preset_id(),
        name=entry.place,
        icon=entry.text("icon", LONGEST_NAME),
        system_prompt=entry.text("system_prompt", LONGEST_TEXT),
        parameters=entry.parameters(),
        model=entry.text("model", _LONGEST_MODEL),
        skill=entry.text("skill", LONGEST_NAME),
    )


def prompt_to_object(prompt: PromptTemplate) -> dict[str, Any]:
    """The prompt as a JSON object."""
    return asdict(prompt)


def prompt_from_object(content: Any, notices: list[str], *, id_: str = "") -> PromptTemplate:
    """A prompt from a JSON object; see `preset_from_object`.

    Raises:
        InputError: It cannot be a prompt.
    """
    entry = _Entry(content, "prompt", notices)
    text = entry.text("text", LONGEST_TEXT)
    if not text.strip():
        raise InputError(f"The prompt “{entry.place}” has no text.")
    name = prompt_name(entry.place)
    if not name:
        raise InputError(f"The prompt “{entry.place}” has no name that can be typed.")
    return PromptTemplate(
        id=id_ or entry.id() or new_prompt_id(),
        name=name,
        title=entry.text("title", LONGEST_NAME) or entry.place,
        text=text,
    )


def write_library(presets: list[Preset], prompts: list[PromptTemplate]) -> str:
    """A document to share. What is built in becomes its receiver's own."""
    own_presets = [preset_to_object(preset) for preset in presets]
    own_prompts = [prompt_to_object(prompt) for prompt in prompts]
    for entry in (*own_presets, *own_prompts):
        if entry["id"].startswith(BUILT_IN_PREFIX):
            del entry["id"]
    content = {"format": _FORMAT, "version": 1, "presets": own_presets, "prompts": own_prompts}
    return well_formed(json.dumps(content, ensure_ascii=False, indent=2)) + "\n"


def read_library(data: bytes) -> Library:
    """The presets and prompts of a document.

    Raises:
        InputError: It is no document of this kind, or holds nothing that can be used.
    """
    if len(data) > LARGEST_DOCUMENT_BYTES:
        raise InputError(
            f"The file is larger than {LARGEST_DOCUMENT_BYTES >> 20} MB.",
            hint="Choose a file with presets or prompts.",
        )
    library = Library()
    presets, prompts = _entries(_decoded(data))
    if len(presets) + len(prompts) > MOST_ENTRIES:
        library.notices.append(f"Only the first {MOST_ENTRIES} entries were read.")
    for entry in presets[:MOST_ENTRIES]:
        try:
            library.presets.append(preset_from_object(entry, library.notices))
        except InputError as error:
            library.notices.append(error.message)
    for entry in prompts[: MOST_ENTRIES - len(presets[:MOST_ENTRIES])]:
        try:
            library.prompts.append(prompt_from_object(entry, library.notices))
        except InputError as error:
            library.notices.append(error.message)
    if not library.presets and not library.prompts:
        raise InputError(
            library.notices[0] if library.notices else "There are no presets or prompts in it.",
            hint="Choose a file that Gemini Desk exported, or see Help for the format.",
        )
    return library


def _decoded(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        reason = "The file is not text in UTF-8."
    except json.JSONDecodeError as error:
        reason = f"The file is not valid JSON: line {error.lineno}, column {error.colno}."
    except (ValueError, RecursionError):  # numbers with too many digits, too many brackets
        reason = "The file is not JSON that can be read."
    raise InputError(reason, hint="Choose a file with presets or prompts.")


def _entries(content: Any) -> tuple[list[Any], list[Any]]:
    """The objects that stand for presets, and those that stand for prompts."""
    if isinstance(content, dict) and ("presets" in content or "prompts" in content):
        presets, prompts = content.get("presets", []), content.get("prompts", [])
        return (
            presets if isinstance(presets, list) else [presets],
            prompts if isinstance(prompts, list) else [prompts],
        )
    entries = content if isinstance(content, list) else [content]
    presets = [entry for entry in entries if not _is_prompt(entry)]
    return presets, [entry for entry in entries if _is_prompt(entry)]


def _is_prompt(entry: Any) -> bool:
    return isinstance(entry, dict) and "text" in entry


class _Entry:
    """One object of a document, its values checked one by one.

    Attributes:
        place: Its name, which notices begin with.
    """

    def __init__(self, content: Any, kind: str, notices: list[str]) -> None:
        if not isinstance(content, dict):
            raise InputError(f"A {kind} in the file is no JSON object.")
        self._content = content
        self._notices = notices
        self.place = f"a {kind}"
        self.place = " ".join(self.text("name", LONGEST_NAME).split())
        if not self.place:
            raise InputError(f"A {kind} in the file has no name.")

    def id(self) -> str:
        """The id that it names; "" for none, or for one that is built in."""
        found = self._content.get("id")
        if not isinstance(found, str) or not found.isprintable() or len(found) > _LONGEST_ID:
            return ""
        return "" if found.startswith(BUILT_IN_PREFIX) else found

    def text(self, key: str, longest: int) -> str:
        """A text, cut to `longest` characters."""
        value = self._content.get(key, "")
        if not isinstance(value, str):
            self._notices.append(f"“{self.place}”: “{key}” is not a text and was left out.")
            return ""
        if len(value) > longest:
            self._notices.append(f"“{self.place}”: “{key}” was cut to {longest} characters.")
        return well_formed(value[:longest])

    def parameters(self) -> GenerationParameters:
        """The parameters, those left open that are out of bounds."""
        if self._content.get("parameters") is None:
            return GenerationParameters()
        value = self._content["parameters"]
        if not isinstance(value, dict):
            self._notices.append(f"“{self.place}”: “parameters” is no object and was left out.")
            return GenerationParameters()
        for name in [it.name for it in fields(GenerationParameters) if it.name in value]:
            refused: list[str] = []
            read_tree(GenerationParameters, {name: value[name]}, refused)
            if refused:
                self._notices.append(
                    f"“{self.place}”: “{name}” has a value of no use and was left out."
                )
        return read_tree(GenerationParameters, value, [])
