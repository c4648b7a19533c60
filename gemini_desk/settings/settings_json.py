"""The tree of settings ↔ JSON.

A bad value costs itself alone: it is replaced by its default, with one notice. Keys that
this version does not know are kept, so that an older version beside a newer one, or a
typing error in a file edited by hand, destroys nothing.
"""

from __future__ import annotations

import types
import typing
from dataclasses import asdict, fields, is_dataclass
from typing import Any, Literal, TypeVar

from gemini_desk.errors import InputError

_Tree = TypeVar("_Tree")


def read_tree(kind: type[_Tree], content: Any, notices: list[str], path: str = "") -> _Tree:
    """A dataclass of type `kind` from a JSON object.

    Args:
        kind: A dataclass whose fields all have defaults.
        content: What the file holds at this place.
        notices: One sentence is added for each value that was replaced.
        path: Where this place is, for the notices.
    """
    if not isinstance(content, dict):
        notices.append(f"The settings in “{path}” were not readable and are at their defaults.")
        return kind()
    annotations = typing.get_type_hints(kind)
    values: dict[str, Any] = {}
    for field in fields(kind):  # type: ignore[arg-type]  # a dataclass, as documented
        if field.name not in content:
            continue
        annotation, value = annotations[field.name], content[field.name]
        place = f"{path}.{field.name}" if path else field.name
        if isinstance(annotation, type) and is_dataclass(annotation):
            values[field.name] = read_tree(annotation, value, notices, place)
        elif (entry := _entry_type(annotation)) is not None:
            values[field.name] = _read_entries(entry, value, notices, place)
        elif (item := _dataclass_within(annotation)) is not None and isinstance(value, list):
            values[field.name] = tuple(
                read_tree(item, part, notices, f"{place}.{number}")
                for number, part in enumerate(value)
            )
        elif _fits(kind, field.name, annotation, value):
            values[field.name] = _from_json(annotation, value)
        else:
            notices.append(f"The setting “{place}” had a value of no use and is at its default.")
    return kind(**values)


def _entry_type(annotation: Any) -> type[Any] | None:
    """The dataclass in `dict[str, dataclass]`; None for any other annotation."""
    if typing.get_origin(annotation) is not dict:
        return None
    entry: type[Any] = typing.get_args(annotation)[1]
    return entry


def _read_entries(
    kind: type[_Tree], content: Any, notices: list[str], path: str
) -> dict[str, _Tree]:
    if not isinstance(content, dict):
        notices.append(f"The settings in “{path}” were not readable and are at their defaults.")
        return {}
    return {
        str(name): read_tree(kind, value, notices, f"{path}.{name}")
        for name, value in content.items()
    }


def write_tree(tree: Any, before: dict[str, Any]) -> dict[str, Any]:
    """`tree` as a JSON object, with the keys of `before` that it does not know."""
    return _merge(before, asdict(tree))


def _merge(before: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    merged = dict(before)
    for key, value in known.items():
        old = before.get(key)
        if isinstance(value, dict):
            merged[key] = _merge(old if isinstance(old, dict) else {}, value)
        else:
            merged[key] = value
    return merged


def _fits(kind: type[Any], name: str, annotation: Any, value: Any) -> bool:
    if not _has_type(annotation, value):
        return False
    try:
        kind(**{name: _from_json(annotation, value)})  # bounds that the dataclass checks
    except InputError:
        return False
    return True


def _has_type(annotation: Any, value: Any) -> bool:
    origin = typing.get_origin(annotation)
    choices = typing.get_args(annotation)
    if origin is Literal:
        return value in choices
    if origin in (typing.Union, types.UnionType):
        return any(_has_type(choice, value) for choice in choices)
    if origin is tuple:
        return isinstance(value, list) and all(_has_type(choices[0], item) for item in value)
    if annotation is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if annotation is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, annotation)


def _dataclass_within(annotation: Any) -> type[Any] | None:
    """What a tuple of dataclasses is made of; None for anything else."""
    choices = typing.get_args(annotation)
    if typing.get_origin(annotation) is tuple and is_dataclass(choices[0]):
        return choices[0] if isinstance(choices[0], type) else None
    return None


def _from_json(annotation: Any, value: Any) -> Any:
    return tuple(value) if typing.get_origin(annotation) is tuple else value
