from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.figures import training
    from refit.figures.style import save
    from refit.files import read_json
    from refit.tables import read_columns

    network, title = read_json(snakemake.input.network), snakemake.params.title
    history = read_columns(snakemake.input.history)
    save(training.learning_curves(history, title, snakemake.params.validates_on_test), Path(snakemake.output.curves))
    save(training.diagram(network["layers"], title), Path(snakemake.output.diagram))
    save(training.first_weights(network["first_weights"], title), Path(snakemake.output.weights))
