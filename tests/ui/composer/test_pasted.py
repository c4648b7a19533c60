"""What a drop or the clipboard is taken for."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QBuffer, QMimeData, QUrl
from PySide6.QtGui import QColor, QImage

from gemini_desk.ui.composer.pasted import Pasted, interpret

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def a_picture() -> QImage:
    image = QImage(8, 6, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    return image


def png_bytes() -> bytes:
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    a_picture().save(buffer, "PNG")
    return bytes(buffer.data().data())


def offer(
    *, urls: tuple[str, ...] = (), text: str = "", html: str = "", image: bool = False
) -> QMimeData:
    mime = QMimeData()
    if urls:
        mime.setUrls([QUrl(url) for url in urls])
    if text:
        mime.setText(text)
    if html:
        mime.setHtml(html)
    if image:
        mime.setImageData(a_picture())
    return mime


@pytest.mark.parametrize("dropped", [True, False])
def test_local_files_win_over_their_names_and_pixels(qapp: QApplication, dropped: bool) -> None:
    mime = offer(urls=("file:///a/b.png", "file:///a/c%20d.wav"), text="/a/b.png", image=True)
    assert interpret(mime, dropped=dropped) == Pasted(paths=(Path("/a/b.png"), Path("/a/c d.wav")))


@pytest.mark.parametrize("dropped", [True, False])
def test_pixels_are_a_picture(qapp: QApplication, dropped: bool) -> None:
    found = interpret(offer(image=True), dropped=dropped)
    assert found.image is not None
    assert (found.image.width(), found.image.height()) == (8, 6)


def test_a_picture_copied_in_a_browser_is_a_picture(qapp: QApplication) -> None:
    address = "https://example.org/cat.png"
    mime = offer(urls=(address,), text=address, html=f'<img src="{address}">', image=True)
    assert interpret(mime, dropped=True).image is not None


def test_words_copied_from_a_word_processor_are_text(qapp: QApplication) -> None:
    mime = offer(text="Total\t42", html="<table><tr><td>Total</td></tr></table>", image=True)
    assert interpret(mime, dropped=False) == Pasted(text="Total\t42")


def test_html_without_a_picture_is_text(qapp: QApplication) -> None:
    found = interpret(offer(html="<p>One &amp; <b>two</b></p>"), dropped=False)
    assert found == Pasted(text="One & two")


@pytest.mark.parametrize("as_address", [True, False])
def test_a_picture_inside_html_or_an_address_is_decoded(
    qapp: QApplication, as_address: bool
) -> None:
    data_url = "data:image/png;base64," + base64.b64encode(png_bytes()).decode()
    mime = offer(urls=(data_url,)) if as_address else offer(html=f'<p><img src="{data_url}"></p>')
    assert interpret(mime, dropped=False) == Pasted(encoded_images=(png_bytes(),))


def test_a_damaged_picture_inside_html_is_left_out(qapp: QApplication) -> None:
    mime = offer(html='<img src="data:image/png;base64,@@@">text')
    assert interpret(mime, dropped=False).encoded_images == ()


def test_pictures_on_the_web_are_not_fetched(qapp: QApplication) -> None:
    address = "https://example.org/cat.JPG"
    assert interpret(offer(urls=(address,)), dropped=True) == Pasted(remote=(address,))
    html = f'<img alt="cat" src="{address}">'
    assert interpret(offer(html=html), dropped=False) == Pasted(remote=("The picture",))


def test_a_link_to_a_page_is_text_as_is_the_pasted_address_of_a_picture(
    qapp: QApplication,
) -> None:
    page, picture = "https://example.org/about", "https://example.org/cat.png"
    assert interpret(offer(urls=(page,)), dropped=True) == Pasted(text=page)
    assert interpret(offer(urls=(picture,), text=picture), dropped=False) == Pasted(text=picture)


def test_files_beside_addresses_of_the_web_are_taken(qapp: QApplication) -> None:
    found = interpret(offer(urls=("https://example.org/a.png", "file:///b.png")), dropped=True)
    assert found == Pasted(paths=(Path("/b.png"),), remote=("https://example.org/a.png",))


def test_nothing_is_nothing(qapp: QApplication) -> None:
    assert interpret(QMimeData(), dropped=False) == Pasted()
