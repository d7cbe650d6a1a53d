"""Whatever fails in a study: its report is made, with a note in the place of what is missing, and then made whole."""

import re
import shutil

import pytest
from conftest import Outcome, Workspace, copy_project

from refit.files import read_json
from refit.tables import read_rows

pytestmark = pytest.mark.long

STUDY = {
    "study": "failing",
    "seeds": [1, 2, 3],
    "foundations": True,
    "experiments": ["iris_mlp", "iris_svc", "iris_tree", "housing_mean", "fashion_majority"],
    "define": {
        "experiments": {
            "iris_mlp": {"epochs": 2},
            "iris_svc": {"view": "iris", "estimator": "LinearSVC"},
            "iris_tree": {"view": "iris", "estimator": "DecisionTreeClassifier"},
        },
        "comparisons": {
            "estimators": {"title": "Two estimators", "experiments": ["iris_svc", "iris_tree"]},
            "kinds": {"title": "A network and an estimator", "experiments": ["iris_mlp", "iris_svc"]},
            "tasks": {"title": "Two tasks", "experiments": ["housing_mean", "iris_svc"]},
            "partly": {"title": "Not all are run", "experiments": ["iris_mlp", "iris_tree", "fashion_cnn"]},
            "alone": {"title": "One is run", "experiments": ["iris_mlp", "fashion_cnn"]},
        },
    },
}

PIECES = {
    "describe_view fashion": ["views/fashion/summary.txt"],
    "plot_samples housing": ["views/housing/samples.png"],
    "plot_training iris_mlp": ["models/iris_mlp/learning_curves.svg"],
    "plot_classification fashion_majority 1": ["runs/fashion_majority/seed-1/mistakes.png"],
    "plot_activations": ["foundations/activations.svg"],
    "predict_examples iris_mlp 3": ["runs/iris_mlp/seed-3/examples.csv"],
    "compare tasks": ["comparisons/tasks.csv"],
    "compare_pairs kinds": ["comparisons/pairs/kinds.csv"],
    "collect_metrics": ["metrics.csv"],
}
PARTS = {
    "resolve_config": ["config.yaml"],
    "judge_claims": ["claims.csv"],
    "write_data": ["chapters/data.html"],
    "write_models": ["chapters/models"],
    "collect_costs": ["costs.csv"],
}
RUNS = {
    "train iris_mlp 1": ["runs/iris_mlp/seed-1/record.json"],
    **{f"fit_estimator iris_tree {seed}": [f"runs/iris_tree/seed-{seed}/record.json"] for seed in (1, 2, 3)},
}


def log_of(fault: str) -> str:
    """The log of a job that is named as on the screen."""
    rule, *about = fault.split()
    seed = f"seed-{about.pop()}" if about and about[-1].isdigit() else ""
    return "/".join(filter(None, ["results/failing/logs", rule, *about, seed])) + ".log"


def fail(workspace: Workspace, *faults: str) -> Outcome:
    """Run the study; these jobs fail, and no other does."""
    workspace.path("faults").write_text("\n".join(faults))
    return workspace.snakemake("--cores", "2", "--configfile", "overlay.yaml")


def jobs_run(outcome: Outcome) -> list[str]:
    """The rules of all jobs that were run, of each Snakemake."""
    return re.findall(r"^(?:local)?rule (\w+):$", outcome.text, re.M)


def page_of(workspace: Workspace) -> str:
    return workspace.path("results/failing/study.html").read_text()


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", page).split())


def assert_told(workspace: Workspace, outcome: Outcome, faults: dict[str, list[str]]) -> None:
    """That the screen's last lines, and the page, name each job that failed, and what is missing of it is missing."""
    assert outcome.status != 0
    last = outcome.text.rpartition("Failed:\n")[2]
    assert last.strip().endswith(
        "The report, without what failed: results/failing/study.html, results/failing/report.html"
    )
    page = page_of(workspace)
    for fault, files in faults.items():
        assert f"{fault} <cannot> be done ({log_of(fault)})" in last
        assert f"{fault} &lt;cannot&gt; be done" in page
        assert log_of(fault) in page
        for file in files:
            assert not workspace.path("results/failing", file).exists()
    assert last.count("<cannot>") == len(faults)
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links <= set(re.findall(r'id="([^"]+)"', page))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The project, whose jobs fail if the file `faults` names them; nothing of its code is another for that."""
    workspace = copy_project(tmp_path_factory.mktemp("failing") / "refit")
    workspace.overlay(STUDY)
    workspace.replace(
        "workflow/scripts/refit/jobs.py",
        "                yield say\n",
        '                if name in Path("faults").read_text().splitlines():\n'
        '                    raise RefitError(f"{name} <cannot> be done")\n'
        "                yield say\n",
    )
    return workspace


@pytest.fixture(scope="module")
def first(workspace: Workspace) -> Outcome:
    """A run in which a piece of each kind fails, a seed, and an experiment."""
    return fail(workspace, *PIECES, *RUNS)


def test_each_piece_that_fails_leaves_a_note_in_its_place(workspace, first):
    assert_told(workspace, first, PIECES | RUNS)
    page = page_of(workspace)
    places = {
        'id="foundations"': ["plot_activations"],
        'id="view-housing"': ["plot_samples housing"],
        'id="model-iris_mlp"': ["plot_training iris_mlp", "train iris_mlp 1"],
        'id="model-fashion_majority"': ["plot_classification fashion_majority 1"],
        'id="comparison-kinds"': ["compare_pairs kinds"],
        'id="failed"': [*PIECES, *RUNS],
    }
    for place, faults in places.items():
        section = page[page.index(place) :]
        section = section[: section.index("</article>" if "model" in place or "view" in place else "</section>")]
        for fault in faults:
            assert f"{fault} &lt;cannot&gt; be done" in section


def test_an_experiment_stays_with_the_runs_that_it_has(workspace, first):
    runs = read_json(workspace.path("results/failing/models/iris_mlp/runs.json"))
    assert [run["seed"] for run in runs] == [2, 3]
    table = read_rows(workspace.path("results/failing/comparisons/kinds.csv"))
    assert {row["experiment"]: row["seeds"] for row in table} == {"iris_mlp": "2", "iris_svc": "3"}
    page = page_of(workspace)
    row = page[page.index('<th scope="row" class="name"><a href="#model-iris_mlp">') :].split("</tr>")[0]
    assert "2 of 3 runs" in row
    assert "Of iris_mlp, 1 of 3 runs failed. The figures are of the runs that are left." in words(page)


def test_an_experiment_of_which_no_run_is_left_is_a_row_that_failed(workspace, first):
    page = page_of(workspace)
    assert "1 experiment failed and is not among the figures: iris_tree." in words(page)
    assert 'id="model-iris_tree"' not in page
    assert 'id="failed-iris_tree"' in page
    comparison = page[page.index('id="comparison-estimators"') :].split("<h3")[0]
    assert "iris_tree failed, so there is nothing to set side by side." in words(comparison)


def test_a_comparison_says_which_experiments_the_study_lacks(workspace, first):
    screen = "The comparison 'partly' is shown without fashion_cnn, which this study does not run"
    assert first.text.count(screen) == 1
    assert "The comparison 'alone' is not shown: it names fashion_cnn" in first.text
    page = page_of(workspace)
    alone = words(page[page.index('id="comparison-alone"') :].split("<h3")[0])
    assert "This study does not run fashion_cnn, so there is nothing to set side by side." in alone


def test_parts_of_the_page_that_fail_leave_a_note_each_and_nothing_that_is_finished_runs_again(workspace, first):
    workspace.path("results/failing/config.yaml").unlink()
    outcome = fail(workspace, *PARTS)
    assert_told(workspace, outcome, PARTS)
    ran = jobs_run(outcome)
    assert (ran.count("train"), ran.count("fit_estimator"), ran.count("make_view")) == (1, 3, 0)
    assert ran.count("evaluate") == 2
    page = page_of(workspace)
    assert 'id="comparison-estimators"' in page
    assert words(page).count("could not be made") >= len(PARTS)


def test_what_is_mended_is_made_and_nothing_else_and_the_whole_report_takes_the_place_of_the_other(workspace, first):
    outcome = fail(workspace)
    assert outcome.status == 0, outcome.text
    assert not {"train", "fit_estimator", "make_view", "evaluate", "compare"} & {*jobs_run(outcome)}
    page = page_of(workspace)
    assert "could not be made" not in page
    assert "failed" not in words(page)
    for name in STUDY["experiments"]:
        assert f'id="model-{name}"' in page
    assert "No experiment tells by how much its training part is ahead" in words(page)
    assert not workspace.path("results/failing/.failed.json").exists()
    assert fail(workspace).text.count("Nothing to be done") == 1


def test_without_its_view_an_experiment_fails_and_without_any_experiment_there_is_no_report(workspace, first):
    shutil.rmtree(workspace.path("results/failing/views/housing"))
    outcome = fail(workspace, "make_view housing")
    assert_told(workspace, outcome, {"make_view housing": ["views/housing/train.npz"]})
    page = page_of(workspace)
    assert "1 experiment failed and is not among the figures: housing_mean." in words(page)
    view = page[page.index('id="view-housing"') :].split("</article>")[0]
    assert "make_view housing &lt;cannot&gt; be done" in view
    shutil.rmtree(workspace.path("results/failing/views"))
    outcome = fail(workspace, *(f"make_view {view}" for view in ("iris", "housing", "fashion")))
    assert outcome.status != 0
    assert outcome.text.rstrip().endswith("There is no report of this run.")


def test_what_diverges_or_raises_is_told_in_a_sentence_and_the_rest_is_reported(tmp_path):
    workspace = copy_project(tmp_path / "refit")
    wild = {"view": "housing", "optimizer": {"SGD": {"learning_rate": 1e30}}, "epochs": 1}
    layers = [{"Dense": {"units": 4, "activation": "relu"}}, {"Dense": {"units": 1}}]
    searched = {
        "optimizer": {"SGD": {"learning_rate": "$rate"}},
        "search": {"space": {"rate": [1e29, 1e30]}, "draws": 2},
    }
    experiments = {
        "diverging": wild | {"layers": layers},
        "searched": wild | {"layers": layers} | searched,
        "raising": {"view": "iris", "estimator": {"KNeighborsClassifier": {"n_neighbors": 1000}}},
        "folded": {"view": "iris", "layers": [layers[0], {"Dense": {"units": 3, "activation": "softmax"}}]}
        | {"epochs": 1, "optimizer": {"Adam": {"learning_rate": "$rate"}}}
        | {"search": {"space": {"rate": [0.1, 0.2]}, "draws": 2, "folds": 100}},
    }
    study = {"study": "wild", "experiments": [*experiments, "iris_mlp"], "define": {"experiments": experiments}}
    outcome = workspace.snakemake("--cores", "2", "--configfile", workspace.overlay(study))
    assert outcome.status != 0
    assert "Traceback" not in outcome.text
    last = outcome.text.rpartition("Failed:\n")[2]
    for told in (
        "train diverging seed-42: the training diverged: the loss of epoch 1 is ",
        "select_candidate searched: the training of each of the 2 candidates diverged",
        "fit_estimator raising seed-42: ValueError: Expected n_neighbors <= n_samples_fit",
        "plan_search folded: 100 folds need as many training examples of any class",
    ):
        assert told in last
    page = workspace.path("results/wild/study.html").read_text()
    assert "4 experiments failed" in words(page)
    assert 'id="model-iris_mlp"' in page
