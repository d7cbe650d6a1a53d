"""What was deleted, or is asked for in part."""

import re

import pytest
from conftest import EXPERIMENTS, shortened

NOT_PROMISED = ("logs", "benchmarks")


def test_every_file_of_a_study_is_a_target(finished):
    results = finished.path("results/quick")
    files = [path.relative_to(finished.folder) for path in results.rglob("*") if path.is_file()]
    finished.path("results/quick/study.html").unlink()
    said = finished.dry_run("--verbose").text.split("rule all:")[1]
    targets = set(re.search(r"input: (.*)", said)[1].split(", "))
    lost = [
        str(path)
        for path in files
        if not {*NOT_PROMISED} & {*path.parts} and not {str(path), *map(str, path.parents)} & targets
    ]
    assert lost == []


@pytest.mark.long
@pytest.mark.parametrize(
    ("deleted", "rules"),
    [
        (["runs/mnist_bn/seed-42/model.keras", "runs/fashion_svc/seed-42/model.joblib"], {"train", "fit_estimator"}),
        (["runs/iris_mlp/seed-42/history.csv", "views/iris/normalization.npz"], {"train", "make_view"}),
        (["pages/models/mnist_bn.html", "pages/data.html"], {"write_models", "write_data"}),
        (["views/housing/samples.png", "foundations/kernels.png"], {"plot_samples", "plot_kernels"}),
        (["searches/fashion_search_listed/folds.npy", "report.html"], {"plan_search", "place_report"}),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_what_is_deleted_is_made_again(finished, deleted, rules):
    for name in deleted:
        finished.path("results/quick", name).unlink()
    assert rules <= finished.dry_run().jobs().keys()


def test_a_page_with_fewer_experiments_is_warned_of_before_it_is_made(finished):
    outcome = finished.dry_run("--config", "experiments=[iris_mlp, housing_mlp]")
    assert (
        "results/quick/study.html has experiments that this configuration leaves out: fashion_majority" in outcome.text
    )
    assert "--config study=some" in outcome.text
    assert "leaves out" not in finished.dry_run("--config", "study=some", "experiments=[iris_mlp]").text
    assert "leaves out" not in finished.dry_run().text


def test_the_report_is_made_again_alone_by_one_command(finished):
    outcome = finished.snakemake("--report", "my.html")
    assert outcome.status == 0, outcome.text
    assert not outcome.blocks()
    assert all(name in finished.path("my.html").read_text() for name in EXPERIMENTS)


@pytest.mark.long
def test_a_report_is_made_when_the_study_is_complete_and_only_then(workspace):
    shortened(workspace, ["housing_mean", "fashion_majority"])
    report, page = workspace.path("results/quick/report.html"), workspace.path("results/quick/study.html")

    def run(*arguments):
        outcome = workspace.snakemake("--cores", "2", *arguments)
        assert outcome.status == 0, outcome.text

    run("--until", "make_view")
    assert not report.exists()
    run()
    whole = report.read_bytes()
    assert b"fashion_majority" in whole
    workspace.path("results/quick/metrics.csv").unlink()
    run("results/quick/metrics.csv")
    run("--config", "study=some", "experiments=[housing_mean]")
    assert report.read_bytes() == whole
    assert "fashion_majority" not in workspace.path("results/some/study.html").read_text()
    assert "fashion_majority" in page.read_text()
    report.unlink()
    run()
    assert len(report.read_bytes()) > 0.9 * len(whole)


@pytest.mark.long
def test_a_profiles_configuration_is_the_same_study_in_jobs_and_report(workspace):
    workspace.overlay({"study": "mine", "experiments": ["housing_mean"]}, "profiles/workstation/mine.yaml")
    profile = workspace.path("profiles/workstation/config.yaml")
    profile.write_text(f"{profile.read_text()}\nconfigfile: profiles/workstation/mine.yaml\n")
    outcome = workspace.dry_run("--profile", "profiles/workstation")
    made = set(re.findall(r"results/(\w+)/(?:study|report)\.html", outcome.text))
    assert made == {"mine"}


@pytest.mark.parametrize(
    ("file", "sentence"),
    [("absent.yaml", "absent.yaml: cannot be read"), ("broken.yaml", "broken.yaml, line 3: this is no valid YAML")],
)
def test_a_faulty_overlay_is_named_in_a_sentence(workspace, file, sentence):
    workspace.path("broken.yaml").write_text("study: quick\nseeds: [1\n")
    outcome = workspace.snakemake("-n", "--configfile", file)
    assert outcome.status != 0
    assert sentence in outcome.text
    assert "Traceback" not in outcome.text


def test_a_quiet_dry_run_is_a_list_of_jobs(workspace):
    outcome = workspace.dry_run("--quiet", "rules")
    jobs = outcome.jobs()
    assert jobs["train"] == 29
    assert not outcome.blocks()
    assert len(outcome.text.splitlines()) < 80 + len(jobs)  # Snakemake shows the table at the beginning and at the end
