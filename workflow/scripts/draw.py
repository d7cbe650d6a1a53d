from pathlib import Path
from pkgutil import resolve_name

from refit.jobs import job

with job(snakemake):
    draw = resolve_name(f"refit.{snakemake.params.draw}")
    folder = Path(snakemake.output[0]).parent
    draw(folder, **dict(snakemake.input.items()), **snakemake.params.known)
