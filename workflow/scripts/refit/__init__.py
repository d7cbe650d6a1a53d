"""Refit: the logic behind the workflow's rules.

Importable without Snakemake, and without TensorFlow except for `models`, `training`, `network_check`
and the generator in `keras_api`.
"""
