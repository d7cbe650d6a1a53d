"""What every script of a rule needs."""

from refit.jobs import placed


def test_paths_among_values_are_where_the_job_has_the_files():
    folder = ".snakemake/storage/fs/bucket"
    files = [f"{folder}/results/x/views/mnist/summary.json", f"{folder}/results/x/a.svg", f"{folder}/mine/3.png"]
    values = {"name": "a.svg", "views": [{"summary": "results/x/views/mnist/summary.json"}], "of": ["mine/3.png", 3]}
    assert placed(values, files) == {"name": "a.svg", "views": [{"summary": files[0]}], "of": [files[2], 3]}
    assert placed(values, ["results/x/views/mnist/summary.json"]) == values
