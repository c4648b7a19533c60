"""The registry of backends imports nothing heavy until it must."""

from __future__ import annotations

import subprocess
import sys

import pytest

from gemini_desk.engine.backends import create_backend
from gemini_desk.engine.events import LoadRequest
from gemini_desk.engine.families import Family, family_of
from gemini_desk.errors import ModelNotFoundError


def test_an_address_is_no_checkpoint() -> None:
    with pytest.raises(ModelNotFoundError, match="http"):
        create_backend(LoadRequest("http://127.0.0.1:8000/v1"))


def test_an_unknown_family_gets_cautious_facts() -> None:
    assert family_of("perceptron_9000") == Family()
    assert family_of("gemma4").reads_media_one_by_one


def test_making_a_backend_imports_no_torch() -> None:
    program = (
        "import sys\n"
        "from gemini_desk.engine.backends import create_backend\n"
        "from gemini_desk.engine.events import LoadRequest\n"
        "create_backend(LoadRequest('starter'))\n"
        "sys.exit(bool({'torch', 'transformers', 'PySide6'} & set(sys.modules)))\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
