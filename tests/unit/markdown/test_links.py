"""What is said about a link before anybody opens it."""

from __future__ import annotations

import pytest

from gemini_desk.ui.markdown.links import check_link


@pytest.mark.parametrize(
    ("address", "text", "target"),
    [
        ("https://example.org/page", "the page", "example.org"),
        ("https://example.org/page", "https://example.org/page", "example.org"),
        ("https://www.example.org/", "example.org", "www.example.org"),
        ("http://example.org:8080/", "www.example.org", "example.org"),
        ("mailto:mail@example.org", "mail@example.org", "mail@example.org"),
        ("https://example.org", "version 1.2 of the page", "example.org"),
        ("https://example.org", "e.g. this", "example.org"),
        ("https://example.org/a", "more: https://example.org", "example.org"),
    ],
)
def test_ordinary_links(address: str, text: str, target: str) -> None:
    link = check_link(address, text)
    assert (link.target, link.warnings) == (target, ())
    assert link.address == address


@pytest.mark.parametrize(
    ("address", "text", "target", "warning"),
    [
        ("https://evil.org", "https://google.com", "evil.org", "google.com"),
        ("https://evil.org", "log in at https://google.com/in", "evil.org", "says google.com"),
        ("https://evil.org/google.com", "google.com/login", "evil.org", "google.com"),
        ("https://google.com@evil.org", "here", "evil.org", "before the @"),
        ("https://xn--80ak6aa92e.com", "here", "xn--80ak6aa92e.com", "аррӏе.com"),
        ("https://аррӏе.com", "apple.com", "xn--80ak6aa92e.com", "other alphabets"),
        ("https://google.com.evil.org", "google.com", "google.com.evil.org", "says google.com"),
    ],
)
def test_deceptive_links(address: str, text: str, target: str, warning: str) -> None:
    link = check_link(address, text)
    assert link.target == target
    assert warning in " ".join(link.warnings)


def test_what_is_no_proper_address_is_said_to_be_none() -> None:
    assert check_link("https://[::1/").warnings


def test_long_addresses_show_both_ends() -> None:
    link = check_link(f"https://example.org/{'a' * 2000}/end")
    assert len(link.address) < 400
    assert link.address.startswith("https://example.org/")
    assert link.address.endswith("/end")
    assert link.target == "example.org"
