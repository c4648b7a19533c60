"""A checkpoint of a family that no file of the engine knows answers as transformers itself does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gemini_desk.chat.message import Message
from gemini_desk.errors import UnsupportedAttachmentError
from tests.helpers import asking
from tests.helpers.asking import ask
from tests.helpers.loaded_model import Model, load_model
from tests.helpers.plain_transformers import plain_film_answer, plain_generate, same
from tests.helpers.tiny_internvl import build_internvl
from tests.helpers.tiny_llava import build_llava_onevision
from tests.model.test_family_abilities import user

if TYPE_CHECKING:
    from tests.model.conftest import Media


@pytest.fixture(scope="module", params=[build_llava_onevision, build_internvl])
def unlisted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Model:
    name = request.param.__name__.removeprefix("build_")
    folder = tmp_path_factory.mktemp("unlisted") / name
    request.param(folder)
    return load_model(name, folder)


def test_what_it_takes_is_read_from_its_files(unlisted: Model) -> None:
    capabilities = unlisted.capabilities
    assert (capabilities.image, capabilities.audio, capabilities.video) == (True, False, True)
    assert capabilities.system_role
    assert not capabilities.thinking


@pytest.mark.parametrize("count", [1, 2])
def test_pictures_of_one_turn(unlisted: Model, media: Media, count: int) -> None:
    """A picture is cut into tiles only if it is the only one of the prompt."""
    pictures = media.pictures[:count]
    ours = ask(unlisted.backend, [Message.user("what is this?", *pictures)])
    assert same(ours.text, plain_generate(unlisted, [user("what is this?", *pictures)], 12))


def test_pictures_of_several_turns(unlisted: Model, media: Media) -> None:
    first, second, third = media.pictures
    ours = [
        Message.user("what is this?", first),
        Message.assistant("the cat"),
        Message.user("and these?", second, third),
    ]
    theirs = [
        user("what is this?", first),
        {"role": "assistant", "content": [{"type": "text", "text": "the cat"}]},
        user("and these?", second, third),
    ]
    assert same(ask(unlisted.backend, ours).text, plain_generate(unlisted, theirs, 12))


def test_a_film(unlisted: Model, media: Media) -> None:
    film = asking.film(media.folder, 5, duration_s=4.0)
    ours = ask(unlisted.backend, [Message.user("what happens?", film)])
    assert same(ours.text, plain_film_answer(unlisted, film.path, "what happens?", 12))


def test_sound_is_refused_in_words(unlisted: Model, media: Media) -> None:
    refusal = "takes no sound; it takes text, pictures and films"
    with pytest.raises(UnsupportedAttachmentError, match=refusal):
        ask(unlisted.backend, [Message.user("what is said?", media.clips[0])])
