from pathlib import Path

from refit.jobs import job

with job(snakemake):
    import numpy as np

    from refit.data.parts import read_truth
    from refit.evaluation import evaluate, tidy
    from refit.files import write_json

    truths = {part: read_truth(Path(snakemake.input[f"{part}_part"])) for part in ("validation", "test")}
    for run, (json, table) in enumerate(zip(snakemake.output.json, snakemake.output.table, strict=True)):
        metrics = {
            part: evaluate(truth, np.load(snakemake.input[f"{part}_predictions"][run]), snakemake.params.classes)
            for part, truth in truths.items()
            if len(truth)
        }
        write_json(json, metrics)
        tidy(metrics).to_csv(table, index=False)
