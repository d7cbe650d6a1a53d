"""What all chapters share: templates, numbers as text, pictures as part of the page."""

import re
import struct
from base64 import b64encode
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import floor, isfinite, isinf, isnan, log10
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from refit.files import TEMPLATES
from refit.wording import value

PNG_DPI = 150
"""Of the figures (`savefig.dpi` in refit.figures.style)."""

MEDIA_TYPES = {".png": "image/png", ".svg": "image/svg+xml"}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": _number, "value": value, "count": _count, "percent": _percent, "p": _p}
    environment.filters |= {"with_spread": _with_spread, "breakable": _breakable}
    return environment


def render(template: str, **values: Any) -> str:
    """A template of workflow/report, filled."""
    return _environment().get_template(template).render(**values)


def page(template: str, title: str, with_tables: bool, **values: Any) -> str:
    """A template that extends page.html.jinja2, as a whole page that needs nothing else.

    Args:
        template: its name.
        title: of the window.
        with_tables: whether tables can be sorted and filtered, which takes 0.9 MB of DataTables.
        values: what the template shows.
    """
    style, script = ((TEMPLATES / name).read_text(encoding="utf-8") for name in ("style.css", "study.js"))
    tables = _data_tables() if with_tables else None
    return render(template, title=title, style=style, script=script, tables=tables, **values)


@cache
def _data_tables() -> dict[str, str]:
    style, script = ((files("itables") / "html" / name).read_bytes() for name in ("dt_bundle.css", "dt_bundle.js"))
    return {"style": style.decode(), "script": b64encode(script).decode()}


def page_alone(title: str, body: str, with_tables: bool = False) -> str:
    """A chapter as a page of its own, for Snakemake's report, which shows each page by itself.

    Chromium shows no such page of more than 2 MiB, so the whole report cannot be one there.
    """
    return page("page.html.jinja2", title, with_tables, body=without_dead_links(body))


def without_dead_links(body: str) -> str:
    """A page whose links to what is not on it are plain text."""
    ids = set(re.findall(r'id="([^"]+)"', body))
    return re.sub(
        r'<a href="#([^"]+)">(.*?)</a>', lambda link: link[0] if link[1] in ids else link[2], body, flags=re.DOTALL
    )


def write_chapter(title: str, body: str, chapter: str | Path, alone: str | Path) -> None:
    """Write a chapter as a piece of the whole page, and as a page alone."""
    Path(chapter).write_text(body, encoding="utf-8")
    Path(alone).write_text(page_alone(f"Refit: {title}", f"<h2>{title}</h2>\n{body}"), encoding="utf-8")


@dataclass(frozen=True)
class Picture:
    """A picture as part of a page: an address that holds it, and its size in CSS pixels (96 to an inch)."""

    address: str
    width: int
    height: int


def picture(path: str | Path) -> Picture:
    """A figure as `refit.figures.style.save` writes it; with its size, so that a page does not move as it loads."""
    content = Path(path).read_bytes()
    if Path(path).suffix == ".png":
        width, height = (size / PNG_DPI for size in struct.unpack(">II", content[16:24]))
    else:
        width, height = _size_of_svg(content)
    address = f"data:{MEDIA_TYPES[Path(path).suffix]};base64,{b64encode(content).decode()}"
    return Picture(address, round(96 * width), round(96 * height))


def figures_by_section(
    paths: Iterable[str],
    words: Mapping[str, Mapping[str, Any]],
    name: str,
    told: Container[str] = (),
    missing: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, list[dict[str, Any]]]:
    """By section of a page, the figures that it shows, in their order: the `picture` and its words.

    In place of several that one job could not make there is one, which has a `failure` and no picture.

    Args:
        paths: files; those without words are not shown.
        words: by file name (`refit.plan.figures.words`).
        name: what the figures are of, for their words.
        told: the metrics of the test part; what needs another one is not shown.
        missing: by path, why a figure could not be made (`refit.failures.told_by`).
    """
    missing = missing or {}
    sections: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path in paths:
        shown = words.get(Path(path).name)
        if shown and (not shown["needs"] or shown["needs"] in told):
            filled = {key: shown[key].format(name=name) for key in ("alternative", "caption")}
            section, failure = sections[shown["section"]], missing.get(path)
            if not failure:
                section.append({**shown, **filled, "picture": picture(path), "failure": None})
            elif failure not in [other["failure"] for other in section]:
                section.append({**shown, **filled, "failure": failure})
    return sections


def _size_of_svg(content: bytes) -> tuple[float, float]:
    """Width and height in inches; matplotlib gives them in points."""
    size = re.search(rb'<svg [^>]*width="([\d.]+)pt" height="([\d.]+)pt"', content)
    assert size
    return float(size[1]) / 72, float(size[2]) / 72


def _number(value: float, digits: int | None = None) -> str:
    """A number with a true minus sign, and none before a zero; a dash where there is none."""
    if isnan(value):
        return "–"
    if isinf(value):
        return "∞" if value > 0 else "−∞"
    text = f"{value + 0:g}" if digits is None else f"{round(value, digits) + 0:.{digits}f}"
    return text.replace("-", "−")


def _with_spread(mean: float, deviation: float) -> str:
    """A mean and its standard deviation, to the second digit of the deviation."""
    digits = max(0, 1 - floor(log10(deviation))) if deviation and isfinite(deviation) else 4
    return f"{_number(mean, digits)}\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}{_number(deviation, digits)}"


def _breakable(name: str) -> Markup:
    """A name that may go on in the next line after an underscore."""
    return Markup("_<wbr>").join(name.split("_"))


def _count(value: float) -> str:
    return f"{value:,.0f}"


def _percent(value: float, digits: int = 2) -> str:
    """A share of 1 as percents, without the sign."""
    return _number(100 * value, digits)


def _p(value: float) -> str:
    """A p-value."""
    return "< 0.0001" if value < 1e-4 else f"{value:.4f}"
