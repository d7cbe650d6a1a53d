from pathlib import Path

from refit.jobs import job

with job(snakemake):
    import numpy as np

    from refit.data.parts import read_truth
    from refit.evaluation import evaluate
    from refit.files import read_json, write_json

    given, runs = snakemake.input, []
    truths = {part: read_truth(Path(given[part])) for part in ("validation", "test")}
    for number, run in enumerate(snakemake.params.runs):
        metrics = {
            part: evaluate(truth, np.load(given[f"{part}_predictions"][number]), snakemake.params.classes)
            for part, truth in truths.items()
            if len(truth)
        }
        runs.append({**run, "metrics": metrics, "record": read_json(given.records[number])})
    write_json(snakemake.output.runs, runs)
