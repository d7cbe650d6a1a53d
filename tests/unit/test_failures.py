"""Which experiments failed, and why."""

from refit.failures import end_of, failed_experiments

SAID = """
Error in rule train:
    jobid: 4
    log: results/s/logs/train/b/seed-1.log (check log file(s) for error details)
Error in rule make_view:
    log: results/s/logs/make_view/v.log (check log file(s) for error details)
"""


def test_what_is_not_done_failed_and_its_own_log_comes_first(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).write_text("{}")
    files = {name: [str(tmp_path / name), str(tmp_path / f"{name}{name}")] for name in "abc"}
    (tmp_path / "aa").write_text("{}")
    assert failed_experiments(files, SAID) == {
        "b": "results/s/logs/train/b/seed-1.log",
        "c": "results/s/logs/train/b/seed-1.log",
    }
    assert failed_experiments(files, "") == {"b": "", "c": ""}


def test_the_end_of_a_log_is_its_last_lines(tmp_path):
    log = tmp_path / "x.log"
    log.write_text("".join(f"line {number}\n" for number in range(40)))
    assert end_of(str(log)).splitlines() == [f"line {number}" for number in range(25, 40)]
    assert end_of("") == end_of(str(tmp_path / "none.log")) == ""
