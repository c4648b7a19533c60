"""Logs and the report."""

import logging
import stat

import pytest

from gemini_desk.diagnostics import Diagnostics, set_up_terminal_logging

logger = logging.getLogger("gemini_desk.engine.inference_thread")


@pytest.fixture
def diagnostics(profile):
    diagnostics = Diagnostics(profile.log_dir)
    yield diagnostics
    diagnostics.close()


@pytest.fixture(autouse=True)
def _logger_as_before():
    root = logging.getLogger("gemini_desk")
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_the_report_has_versions_where_the_model_runs_and_the_last_lines(diagnostics):
    logger.info("loaded on %s", "cpu")
    report = diagnostics.report(model_id="starter", device="cpu", dtype="float32")
    assert "Gemini Desk 0" in report
    assert "transformers 5." in report
    assert "model starter, device cpu, dtype float32" in report
    assert report.endswith("loaded on cpu")


def test_the_report_leaves_out_debug_lines_and_what_exceptions_say(diagnostics, caplog):
    logging.getLogger("gemini_desk").setLevel(logging.DEBUG)
    logger.debug("the prompt: my secret")
    try:
        raise ValueError("cannot parse 'my secret'")
    except ValueError:
        logger.exception("the template failed")
    report = diagnostics.report()
    assert "my secret" not in report
    assert "the template failed" in report
    assert "builtins.ValueError" in report
    assert "test_diagnostics.py:" in report


def test_the_report_keeps_the_newest_lines_alone(diagnostics):
    for number in range(300):
        logger.info("line %d", number)
    report = diagnostics.report()
    assert "line 299" in report
    assert "line 99\n" not in report


def test_the_file_gets_whole_tracebacks_and_is_private(diagnostics, profile, caplog):
    try:
        raise ValueError("details for the developer")
    except ValueError:
        logger.exception("it failed")
    diagnostics.close()
    file = profile.log_dir / "gemini-desk.log"
    assert "ValueError: details for the developer" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_terminal_gets_warnings_alone(capsys, caplog):
    set_up_terminal_logging()
    logger.info("quiet")
    logger.warning("loud")
    shown = capsys.readouterr().err
    assert "loud" in shown
    assert "quiet" not in shown


def test_debug_shows_everything_of_the_rooms_asked_for(capsys, caplog):
    set_up_terminal_logging(debug=True, log_filter="engine, storage")
    logger.debug("in the engine")
    logging.getLogger("gemini_desk.ui.composer").debug("in the window")
    logging.getLogger("gemini_desk.ui.composer").warning("a warning")
    shown = capsys.readouterr().err
    assert "in the engine" in shown
    assert "in the window" not in shown
    assert "a warning" in shown


def test_setting_up_twice_shows_lines_once(capsys, caplog):
    set_up_terminal_logging()
    set_up_terminal_logging()
    logger.warning("once")
    assert capsys.readouterr().err.count("once") == 1


def test_closing_twice_is_harmless(diagnostics):
    diagnostics.close()
    diagnostics.close()


def test_the_file_begins_with_what_was_logged_before_it_was_there(diagnostics, profile):
    logger.info("early")
    diagnostics.write_file()
    logger.info("late")
    diagnostics.close()
    written = (profile.log_dir / "gemini-desk.log").read_text()
    assert [line.rsplit(" ", 1)[-1] for line in written.splitlines()] == ["early", "late"]


def test_a_full_disk_leaves_lines_out_and_the_terminal_alone(profile, capsys):
    (profile.log_dir / "gemini-desk.log").symlink_to("/dev/full")
    diagnostics = Diagnostics(profile.log_dir)
    diagnostics.write_file()
    logger.info("refused")
    logger.info("refused, too")
    diagnostics.close()
    assert capsys.readouterr().err == ""
    assert diagnostics.report().endswith("refused, too")
