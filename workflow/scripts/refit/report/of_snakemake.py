"""Snakemake's own report, report.html, which it makes when all jobs are done."""

from pathlib import Path
from typing import Any

PLACE = "This is the place of Snakemake's report. It is made when all else is done, or by: snakemake --report"
"""What a job writes there, so that the file is due like any other; then the report takes its place."""


def make_report(workflow: Any, path: Path, rule: str) -> None:
    """Make the report of all jobs that Snakemake knows, if it was asked for what a rule makes.

    Args:
        workflow: Snakemake's, when all jobs are done.
        path: where the report goes.
        rule: the name of the rule that has made its place.
    """
    from snakemake.report import auto_report
    from snakemake.report.html_reporter import ReportSettings
    from snakemake.settings.types import GlobalReportSettings
    from snakemake_interface_report_plugins.registry import ReportPluginRegistry

    asked_for = workflow.dag.bfs(workflow.dag.dependencies, *workflow.dag.targetjobs)
    if any(job.rule.name == rule for job in asked_for):
        whole = path.with_name(f".{path.name}")
        html = ReportPluginRegistry().get_plugin("html")
        workflow.async_run(auto_report(workflow.dag, html, ReportSettings(path=whole), GlobalReportSettings()))
        whole.replace(path)


def drop_place(path: Path) -> None:
    """Remove what stands in the place of a report that was not made after all, so that it is due again."""
    if path.exists() and path.stat().st_size < 2 * len(PLACE):
        path.unlink()
