from pathlib import Path

from refit.jobs import job

with job(snakemake):
    from refit.figures import training
    from refit.figures.style import save
    from refit.files import read_json
    from refit.tables import read_columns

    params, given, output = snakemake.params, snakemake.input, snakemake.output
    histories, network = [read_columns(path) for path in given.histories], read_json(given.network)
    curves = training.learning_curves(histories, params.title, params.validates_on_test, params.claims)
    save(curves, Path(output.curves))
    save(training.diagram(network["layers"], params.title), Path(output.diagram))
    save(training.first_weights(network["first_weights"], params.title), Path(output.weights))
