from pathlib import Path

from refit.jobs import job

with job(snakemake):
    import numpy as np

    from refit.data.parts import read_truth
    from refit.files import write_json
    from refit.params import SearchPlan, from_params
    from refit.search import assign_folds, draw

    plan = from_params(SearchPlan, snakemake.params.plan)
    write_json(snakemake.output.candidates, draw(plan))
    np.save(snakemake.output.folds, assign_folds(read_truth(Path(snakemake.input.train)), plan))
