"""The names that scripts and notebooks may rely on."""

from __future__ import annotations

import inspect

import gemini_desk


def test_public_names() -> None:
    assert sorted(gemini_desk.__all__) == ["Gemini", "__version__"]
    for name in gemini_desk.__all__:
        assert getattr(gemini_desk, name)


def test_the_python_face() -> None:
    face = gemini_desk.Gemini
    for method in ("load", "generate_text", "describe_image", "transcribe", "stream", "close"):
        assert inspect.getdoc(getattr(face, method)), method


def test_every_public_method_is_documented() -> None:
    for name, member in inspect.getmembers(gemini_desk.Gemini):
        if not name.startswith("_"):
            assert inspect.getdoc(member), name
