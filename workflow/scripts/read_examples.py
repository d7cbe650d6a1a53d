from pathlib import Path

from refit.jobs import job, placed

with job(snakemake) as say:
    from refit.examples import read_examples
    from refit.params import Examples, from_params

    examples = from_params(Examples, placed(snakemake.params.examples, snakemake.input))
    read_examples(examples, Path(snakemake.output.examples), say)
