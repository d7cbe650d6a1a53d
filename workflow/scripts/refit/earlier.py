"""What an earlier run has left in a study's results folder, as far as the next one must know it."""

from base64 import urlsafe_b64encode
from collections.abc import Collection
from pathlib import Path

MOST_NAMES = 5


def lesser_page(results: Path, experiments: Collection[str]) -> str:
    """A warning, if the page that is there has experiments that the next one will lack; else nothing.

    Args:
        results: the folder of the study's results.
        experiments: those of the next page.
    """
    page = results / "study.html"
    there = sorted(path.stem for path in (results / "chapters/models").glob("*.html")) if page.exists() else []
    lacking = [name for name in there if name not in experiments]
    if not lacking:
        return ""
    names = ", ".join(lacking[:MOST_NAMES]) + (f" and {len(lacking) - MOST_NAMES} more" if lacking[MOST_NAMES:] else "")
    return (
        f"\n{page} has experiments that this configuration leaves out: {names}. The page is made again without them; "
        "their runs stay. To keep it, name another study: --config study=some\n"
    )


def mark_lost_pages(results: Path, experiments: Collection[str], state: Path = Path(".snakemake")) -> None:
    """Have Snakemake make a folder of pages again that lacks some; it sees only whether a folder is there.

    The mark is that of an output which was cut off.

    Args:
        results: the folder of the study's results, as the rules name it.
        experiments: those that have a page each once they are evaluated.
        state: Snakemake's folder.
    """
    for folder in (results / "chapters/models", results / "pages/models"):
        pages = {path.stem for path in folder.glob("*.html")}
        lost = (name for name in experiments if name not in pages and (results / f"models/{name}/runs.json").exists())
        if folder.is_dir() and any(lost):
            mark = state / "incomplete" / urlsafe_b64encode(str(folder).encode()).decode()
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.write_text('{"external_jobid": null}', encoding="utf-8")
