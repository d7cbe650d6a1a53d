"""The chapters of the report beside the models."""

from pkgutil import resolve_name

from refit.report.chapters.base import Chapter

CHAPTERS: tuple[Chapter, ...] = tuple(
    resolve_name(f"refit.report.chapters.{name}:CHAPTER") for name in ("foundations", "data", "comparisons")
)
"""In their order; each is a module of `refit.report.chapters`."""
