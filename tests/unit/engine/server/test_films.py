"""Films for a server: some of their pictures, each behind its time, and their sound."""

import base64
import io

import pytest
from PIL import Image

from gemini_desk.chat.message import Message
from gemini_desk.errors import UnsupportedAttachmentError
from gemini_desk.tasks.attach import attach
from tests.helpers.films import counting_film, noisy_film


def parts_of(server):
    return server.requests[-1].json["messages"][0]["content"]


def test_a_film_goes_as_pictures_with_their_times(asking, server, tmp_path):
    asking.load(image=True)
    film = attach(counting_film(tmp_path, "boat.mp4", 5.0))
    asking.ask(Message.user("What happens?", film))
    title, *shown, text = parts_of(server)
    assert title["text"] == "5 pictures of a film of 0:05, each behind its time:"
    assert [part["text"] for part in shown[::2]] == ["0:00", "0:01", "0:02", "0:03", "0:04"]
    assert text == {"type": "text", "text": "What happens?"}
    greys = []
    for part in shown[1::2]:
        kind, _, content = part["image_url"]["url"].partition(";base64,")
        assert kind == "data:image/jpeg"
        with Image.open(io.BytesIO(base64.b64decode(content))) as image:
            assert image.size == (96, 64)
            greys.append(round(image.getpixel((60, 40))[0] / 4))
    assert greys == [0, 1, 2, 3, 4]


def test_a_long_film_goes_as_a_few_pictures(asking, server, tmp_path):
    asking.load(image=True)
    asking.ask(Message.user("", attach(counting_film(tmp_path, "boat.mp4", 60.0))))
    assert sum(part["type"] == "image_url" for part in parts_of(server)) == 16


def test_a_film_is_heard_where_the_server_takes_sound(asking, server, tmp_path):
    film = attach(noisy_film(tmp_path, "boat.mp4", 0, 2.0, sound=True))
    asking.load(image=True, audio=True)
    asking.ask(Message.user("", film))
    assert parts_of(server)[-1]["type"] == "input_audio"
    asking.backend.unload()
    asking.load(image=True, audio=False)
    asking.ask(Message.user("", film))
    assert all(part["type"] != "input_audio" for part in parts_of(server))


def test_a_server_for_words_refuses_films(asking, server, tmp_path):
    asking.load(image=False, audio=False)
    film = attach(counting_film(tmp_path, "boat.mp4", 1.0))
    with pytest.raises(UnsupportedAttachmentError, match=r"boat\.mp4"):
        asking.ask(Message.user("", film))
