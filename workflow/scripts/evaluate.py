from pathlib import Path

from refit.jobs import job

with job(snakemake):
    import numpy as np

    from refit.data.parts import read_truth
    from refit.evaluation import evaluate, tidy
    from refit.files import write_json

    classes = snakemake.params.classes
    metrics = {}
    for part in ("validation", "test"):
        truth = read_truth(Path(snakemake.input[f"{part}_part"]))
        if len(truth):
            metrics[part] = evaluate(truth, np.load(snakemake.input[f"{part}_predictions"]), classes)
    write_json(snakemake.output.json, metrics)
    tidy(metrics).to_csv(snakemake.output.table, index=False)
