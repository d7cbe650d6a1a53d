"""Figures, from files of the stages before; without dates, so that the same data gives the same bytes."""
