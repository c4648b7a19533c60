"""Two microphones of one name are told apart, always in the same way."""

import pytest

from gemini_desk.media.twin_names import TwinNames

NAME = "USB Microphone"
ONE, TWO, THREE = (NAME, "usb-one"), (NAME, "usb-two"), (NAME, "usb-three")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "microphones.json"


@pytest.fixture
def start(file):
    def make():
        names = TwinNames()
        names.keep_in(file)
        return names

    return make


def test_each_keeps_its_name_however_they_are_plugged_in(start):
    assert start().of([ONE, ("Webcam", "cam"), TWO]) == [NAME, "Webcam", f"{NAME} (2)"]
    assert start().of([TWO, ONE]) == [f"{NAME} (2)", NAME]
    names = start()
    assert names.of([TWO]) == [f"{NAME} (2)"]
    assert names.of([ONE]) == [NAME]
    assert names.of([]) == []
    assert names.of([THREE, TWO]) == [f"{NAME} (3)", f"{NAME} (2)"]


def test_the_one_that_was_there_alone_keeps_the_plain_name(start):
    assert start().of([TWO]) == [NAME]
    assert start().of([ONE, TWO]) == [f"{NAME} (2)", NAME]


def test_one_that_the_server_calls_otherwise_is_no_twin(start):
    """As after a change of its profile, or of the server."""
    assert start().of([ONE]) == [NAME]
    assert start().of([(NAME, "usb-one.headset")]) == [NAME]
    assert start().of([ONE]) == [NAME]


def test_without_a_file_nothing_is_remembered():
    names = TwinNames()
    assert names.of([ONE, TWO]) == [NAME, f"{NAME} (2)"]
    assert names.of([TWO, ONE]) == [NAME, f"{NAME} (2)"]


@pytest.mark.parametrize("text", ["", "[1]", '{"USB Microphone": 7}', '{"USB Microphone": [1]}'])
def test_a_file_that_makes_no_sense_does_no_harm(start, file, text):
    file.write_text(text)
    assert start().of([ONE, TWO]) == [NAME, f"{NAME} (2)"]


def test_those_that_are_gone_for_good_are_forgotten_some_day(start):
    names = start()
    for number in range(100):
        names.of([ONE, (NAME, f"usb-{number}")])
    assert names.of([ONE]) == [NAME]
    assert all(int(each.rpartition("(")[2][:-1]) <= 17 for each in names.of([ONE, THREE])[1:])


def test_a_folder_that_cannot_be_written_is_no_obstacle(tmp_path):
    names = TwinNames()
    names.keep_in(tmp_path / "gone" / "microphones.json")
    assert names.of([ONE, TWO]) == [NAME, f"{NAME} (2)"]
    assert names.of([TWO, ONE]) == [f"{NAME} (2)", NAME]
