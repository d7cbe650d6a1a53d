"""A view's summary, for a person to read."""

from collections.abc import Mapping, Sequence
from typing import Any

from refit.data.parts import PARTS


def with_class_names(summary: Mapping[str, Any], classes: Sequence[str]) -> dict[str, Any]:
    """A view's summary (`refit.data.views.summarize`) with the examples of each class by its name, in `classes`."""
    return {
        "parts": {
            name: {**part, "classes": dict(zip(classes, part.get("counts", []), strict=True))}
            for name, part in summary["parts"].items()
        }
    }


def summary_text(description: Mapping[str, str], summary: Mapping[str, Any]) -> str:
    """The summary as a page of plain text.

    Args:
        description: `title`, and lines that say where the data is from and how it was split and normalized.
        summary: from `with_class_names`.
    """
    parts, classes = summary["parts"], list(summary["parts"]["train"]["classes"])
    title = description["title"]
    lines = [title, "=" * len(title), ""]
    lines += [f"{key:<14} {value}" for key, value in description.items() if value and key != "title"]
    width = max(len(name) for name in [*classes, "normalized range"]) + 2
    lines += ["", " " * width + "".join(f"{name:>20}" for name in PARTS)]
    lines += ["examples".ljust(width) + "".join(f"{parts[name]['examples']:>20,}" for name in PARTS)]
    for label in classes:
        lines.append(label.ljust(width) + "".join(f"{parts[name]['classes'][label]:>20,}" for name in PARTS))
    for key in ("target_range", "stored_range", "normalized_range"):
        cells = ["{:.4g} … {:.4g}".format(*parts[name][key]) if parts[name].get(key) else "–" for name in PARTS]
        if any(key in parts[name] for name in PARTS):
            lines.append(key.replace("_", " ").ljust(width) + "".join(f"{cell:>20}" for cell in cells))
    for key in ("normalized_mean", "normalized_deviation"):
        cells = [f"{parts[name][key]:.4f}" if key in parts[name] else "–" for name in PARTS]
        lines.append(key.replace("normalized_", "").ljust(width) + "".join(f"{cell:>20}" for cell in cells))
    lines.append("sha256".ljust(width) + "".join(f"{parts[name]['sha256'][:12] + '…':>20}" for name in PARTS))
    return "\n".join(lines) + "\n"
