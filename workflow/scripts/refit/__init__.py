"""Refit: the logic behind the workflow's rules.

Importable without Snakemake, and without TensorFlow except for `refit.training`.
"""
