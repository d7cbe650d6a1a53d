"""What Snakemake says of its jobs, cut to what a person reads; the file of its log has all of it."""

import copy
import logging
import re
from collections.abc import Sequence

WIDTH = 400
"""Characters of a line."""

CONTEXT = 40
"""Characters around what differs between two values."""

CHANGED = re.compile(r"(Params have changed since last execution: ).*? before: (.*) now: (.*)", re.S)


class BriefFormatter(logging.Formatter):
    """Another formatter, which is told of long lists of files and values of parameters in brief."""

    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__()
        self.formatter = formatter

    def format(self, record: logging.LogRecord) -> str:
        """As the other does."""
        record = copy.copy(record)
        for name in ("input", "output"):
            if isinstance(files := getattr(record, name, None), list):
                setattr(record, name, brief_list(files))
        if isinstance(reason := getattr(record, "reason", None), str):
            record.reason = brief_reason(reason)
        return self.formatter.format(record)


def be_brief(logger: logging.Logger) -> None:
    """Have a logger's handlers, those that write files apart, be brief."""
    for handler in logger.handlers:
        formatter = handler.formatter
        if formatter and not isinstance(handler, logging.FileHandler) and not isinstance(formatter, BriefFormatter):
            handler.setFormatter(BriefFormatter(formatter))


def brief_list(names: Sequence[str]) -> list[str]:
    """The first of some names, as many as a line has, and how many more there are."""
    shown: list[str] = []
    for name in names:
        if sum(map(len, shown)) + len(name) > WIDTH:
            return [*shown, f"… and {len(names) - len(shown)} more"]
        shown.append(name)
    return shown


def brief_reason(reason: str) -> str:
    """Why a job runs: of parameters where they differ, of files the first.

    Args:
        reason: Snakemake's sentences, with "; " between them.
    """
    if changed := CHANGED.search(reason):
        values = (brief_value(*changed.group(2, 3)), brief_value(*changed.group(3, 2)))
        return f"{brief_reason(reason[: changed.start()])}{changed[1]}before: {values[0]} now: {values[1]}"
    sentences = [", ".join(brief_list(sentence.split(", "))) for sentence in reason.split("; ")]
    return "; ".join(sentences)


def brief_value(value: str, other: str) -> str:
    """A value, or where it is long, what of it begins to differ from another."""
    if len(value) <= WIDTH // 2:
        return value
    differing = (place for place, pair in enumerate(zip(value, other, strict=False)) if len(set(pair)) > 1)
    start = max(next(differing, len(other)) - CONTEXT, 0)
    end = start + 3 * CONTEXT
    return f"{'…' if start else ''}{value[start:end]}{'…' if end < len(value) else ''}"
