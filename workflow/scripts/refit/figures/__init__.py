"""Figures, from files of the stages before; without dates, so that the same data gives the same bytes."""

import os

os.environ["MPLBACKEND"] = "agg"  # a notebook that starts Snakemake leaves its own there
