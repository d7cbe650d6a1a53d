"""What stands on the screen of what Snakemake says."""

import io
import logging

import pytest

from refit.screen import WIDTH, be_brief, brief_list, brief_reason

FILES = [f"results/study/runs/some_experiment/seed-{seed}/record.json" for seed in range(500)]


def test_a_short_list_of_files_is_whole_and_a_long_one_tells_how_many_more_there_are():
    assert brief_list(FILES[:3]) == FILES[:3]
    *shown, more = brief_list(FILES)
    assert shown == FILES[: len(shown)]
    assert more == f"… and {500 - len(shown)} more"
    assert len(", ".join(brief_list(FILES))) < 1.2 * WIDTH


def test_of_a_long_parameter_stands_what_is_another_now():
    before = {"experiments": FILES, "learning_rate": 0.1, "more": FILES}
    now = before | {"learning_rate": 0.01}
    changed = "Union of exclusive params before and now across all output: before:"
    reason = f"Params have changed since last execution: {changed} {before} now: {now} "
    said = brief_reason(f"Missing output files: {', '.join(FILES)}; {reason}")
    missing, params = said.split("; ")
    assert missing.startswith(f"Missing output files: {FILES[0]}, ")
    assert missing.endswith(" more")
    before, now = params.split(" now: ")
    assert "'learning_rate': 0.1, 'more'" in before
    assert "'learning_rate': 0.01, 'more'" in now
    assert len(said) < 2 * WIDTH


@pytest.mark.parametrize(
    "reason",
    [
        "Forced execution",
        "Missing output files: results/a.csv; Code has changed since last execution",
        "Params have changed since last execution: before: 1 now: 2",
    ],
)
def test_a_short_reason_stands_as_it_is(reason):
    assert brief_reason(reason) == reason


def test_the_screen_is_brief_and_the_log_is_not(tmp_path):
    logger = logging.Logger("of a test")
    screen = io.StringIO()
    for handler in (logging.StreamHandler(screen), logging.FileHandler(tmp_path / "log")):
        handler.setFormatter(logging.Formatter("%(reason)s %(input)s"))
        logger.addHandler(handler)
    be_brief(logger)
    be_brief(logger)
    logger.info("a job", extra={"reason": f"Missing output files: {', '.join(FILES)}", "input": FILES})
    assert len(screen.getvalue()) < 3 * WIDTH
    assert (tmp_path / "log").read_text().count("record.json") == 2 * len(FILES)
