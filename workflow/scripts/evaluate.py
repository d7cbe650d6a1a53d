from pathlib import Path

from refit.jobs import job

with job(snakemake):
    import numpy as np

    from refit.data.parts import read_truth
    from refit.evaluation import with_recorded_scores
    from refit.files import read_json, write_json
    from refit.tasks import TASKS

    given, params, runs = snakemake.input, snakemake.params, []
    truths = {part: read_truth(Path(given[part])) for part in ("validation", "test")}
    for number, run in enumerate(params.runs):
        record, metrics = read_json(given.records[number]), {}
        for part, truth in truths.items():
            if len(truth):
                predictions = np.load(given[f"{part}_predictions"][number])
                scores = TASKS[params.task].evaluate(truth, predictions, params.classes)
                metrics[part] = with_recorded_scores(scores, record, part)
        runs.append({**run, "metrics": metrics, "record": record})
    write_json(snakemake.output.runs, runs)
