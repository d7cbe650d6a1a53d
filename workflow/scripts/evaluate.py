from refit.jobs import job

with job(snakemake):
    import numpy as np

    from refit.data.parts import read_labels
    from refit.evaluation import confusion_table, evaluate, tidy
    from refit.files import write_json

    classes = snakemake.params.classes
    metrics = {}
    for part in ("validation", "test"):
        labels = read_labels(snakemake.input[f"{part}_part"])
        if len(labels):
            metrics[part] = evaluate(labels, np.load(snakemake.input[f"{part}_predictions"]), classes)
    write_json(snakemake.output.json, metrics)
    tidy(metrics).to_csv(snakemake.output.table, index=False)
    confusion_table(metrics["test"]["confusion_matrix"], classes).to_csv(snakemake.output.confusion)
