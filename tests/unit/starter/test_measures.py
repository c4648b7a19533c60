"""Figures and their intervals."""

from gemini_desk.starter import measures


def test_a_share_lies_in_its_interval() -> None:
    figure = measures.share([True] * 75 + [False] * 25)
    assert figure.value == 0.75
    assert 0.65 < figure.low < 0.75 < figure.high < 0.83
    assert figure.items == 100


def test_all_right_is_not_certainty() -> None:
    figure = measures.share([True] * 300)
    assert figure.high > 0.999
    assert 0.98 < figure.low < 1


def test_edits_are_counted() -> None:
    assert measures.edit_distance("kitten", "sitting") == 3
    assert measures.edit_distance([], ["a", "b"]) == 2
    assert measures.edit_distance("same", "same") == 0


def test_error_rate_is_over_the_whole_set() -> None:
    figure = measures.error_rate([(["stop"], ["stop", "now"]), (["go"], ["go"])])
    assert figure.value == 1 / 3


def test_the_mean_is_narrower_than_its_parts() -> None:
    part = measures.share([True, False] * 100)
    whole = measures.mean([part, part, part, part])
    assert whole.value == part.value
    assert whole.high - whole.low < part.high - part.low
