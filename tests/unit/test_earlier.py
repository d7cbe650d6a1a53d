"""What an earlier run has left, as the next one must know it."""

from base64 import urlsafe_b64decode

from refit.earlier import lesser_page, mark_lost_pages

NAMES = [f"model_{number}" for number in range(8)]


def pages(results):
    for name in NAMES:
        for folder in ("chapters/models", "pages/models"):
            (results / folder).mkdir(parents=True, exist_ok=True)
            (results / folder / f"{name}.html").touch()
        (results / "models" / name).mkdir(parents=True)
        (results / "models" / name / "runs.json").touch()
    (results / "study.html").touch()


def test_a_page_that_would_lack_experiments_is_warned_of_with_the_cure(tmp_path):
    pages(tmp_path)
    warning = lesser_page(tmp_path, NAMES[:1])
    assert "leaves out: model_1, model_2, model_3, model_4, model_5 and 2 more." in warning
    assert "--config study=some" in warning


def test_where_nothing_is_lost_nothing_is_said(tmp_path):
    assert lesser_page(tmp_path, NAMES) == ""
    pages(tmp_path)
    assert lesser_page(tmp_path, [*NAMES, "another"]) == ""
    (tmp_path / "study.html").unlink()
    assert lesser_page(tmp_path, NAMES[:1]) == ""


def test_a_folder_that_lost_a_page_is_marked_to_be_made_again(tmp_path):
    pages(tmp_path / "results")
    state = tmp_path / "state"
    mark_lost_pages(tmp_path / "results", [*NAMES, "not_run"], state)
    assert not state.exists()
    (tmp_path / "results/pages/models/model_3.html").unlink()
    mark_lost_pages(tmp_path / "results", NAMES, state)
    marked = [urlsafe_b64decode(path.name).decode() for path in (state / "incomplete").iterdir()]
    assert marked == [str(tmp_path / "results/pages/models")]
