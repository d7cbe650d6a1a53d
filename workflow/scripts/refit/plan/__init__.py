"""From a study to files and parameters of jobs: what the rules ask. Knows nothing of Snakemake."""
