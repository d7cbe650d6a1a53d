"""A throw-away Grid Engine on this machine: real daemons, one node with 8 slots and 2 GPUs that are only counted."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import clusters
import psutil
from clusters import PLACES, WAIT, skip_without, wait_for
from conftest import free_port

INSTALLED = Path("/var/lib/gridengine")
DATABASE = Path("/var/spool/gridengine/spooldb")
"""What Debian's package has made: a cluster that has never run."""

PARALLEL_ENVIRONMENT = """\
pe_name smp
slots 8
user_lists NONE
xuser_lists NONE
start_proc_args NONE
stop_proc_args NONE
allocation_rule $pe_slots
control_slaves FALSE
job_is_first_task TRUE
urgency_slots min
accounting_summary FALSE
qsort_args NONE
"""

LIMITED = ("rt", "cpu", "fsize", "data", "stack", "core", "rss", "vmem")
LIMITS = "".join(f"{kind}_{name} INFINITY\n" for name in LIMITED for kind in "sh")
NONE = (
    *("load_thresholds", "suspend_thresholds", "ckpt_list", "prolog", "epilog", "starter_method", "suspend_method"),
    *("resume_method", "terminate_method", "owner_list", "user_lists", "xuser_lists", "subordinate_list"),
    *("complex_values", "projects", "xprojects", "calendar"),
)
QUEUE = """\
qname all.q
hostlist localhost
seq_no 0
nsuspend 1
suspend_interval 00:05:00
priority 0
min_cpu_interval 00:00:02
processors UNDEFINED
qtype BATCH
pe_list smp
rerun TRUE
slots 8
tmpdir /tmp
shell /bin/bash
shell_start_mode unix_behavior
notify 00:00:60
initial_state default
"""
QUEUE += LIMITS + "".join(f"{name} NONE\n" for name in NONE)

GPU = "gpu gpu INT <= YES YES 0 0\n"


@dataclass(frozen=True, kw_only=True)
class Cluster(clusters.Cluster):
    """A running Grid Engine."""

    arguments = ("--profile", "profiles/gridengine")
    patience = 3 * WAIT

    def change(self, show: str, modify: str, change: Callable[[str], str]) -> None:
        """Change a configuration: what `qconf <show>` prints goes back by `qconf <modify>`."""
        file = self.folder / "change.txt"
        file.write_text(change(self.call("qconf", show)))
        self.call("qconf", modify, str(file))

    def jobs(self) -> dict[str, str]:
        """State of the jobs that are not over, by number."""
        return {words[0]: words[4] for words in map(str.split, self.call("qstat").splitlines()[2:])}

    def finished(self) -> list[dict[str, str]]:
        """The jobs that are over, as Grid Engine's accounting has them."""
        if not (self.folder / "default/common/accounting").exists():
            return []
        jobs = [job for job in self.call("qacct", "-j").split("=" * 62) if "jobnumber" in job]
        return [dict(line.split(None, 1) for line in job.splitlines() if len(line.split()) > 1) for job in jobs]

    def with_variable(self, name: str, value: str) -> "Cluster":
        """The same cluster, for jobs with one more environment variable."""
        return replace(self, environment={**self.environment, name: value})

    def process_group(self, number: str) -> int:
        """Of all the processes of a running job."""
        return int((self.folder / f"execd/localhost/active_jobs/{number}.1/job_pid").read_text())


def lay_out(folder: Path, host: str) -> None:
    """A root of Grid Engine in a folder, with a cell and a database of its own."""
    for name in ("bin", "lib", "util", "utilbin"):
        (folder / name).symlink_to(INSTALLED / name)
    common = folder / "default/common"
    shutil.copytree(INSTALLED / "default/common", common)
    shutil.copytree(DATABASE, folder / "spooldb")
    bootstrap = (common / "bootstrap").read_text()
    bootstrap = bootstrap.replace(str(DATABASE), f"{folder}/spooldb")
    bootstrap = bootstrap.replace("/var/spool/gridengine/qmaster", f"{folder}/qmaster")
    (common / "bootstrap").write_text(bootstrap)
    (common / "act_qmaster").write_text("localhost\n")
    (common / "host_aliases").write_text(f"localhost {host}\n")
    for name in ("qmaster", "execd"):
        (folder / name).mkdir()
    Path("/var/run/gridengine").mkdir(exist_ok=True)
    for path in (Path("/var/run/gridengine"), folder, *folder.rglob("*")):
        shutil.chown(path, "sgeadmin") if not path.is_symlink() else None


def with_values(text: str, new: Mapping[str, str]) -> str:
    """A configuration as `qconf` prints it, with other values."""
    lines = [line for line in text.replace("\\\n", "").splitlines() if line and not line.startswith("#")]
    kept = [line for line in lines if line.split()[0] not in new]
    return "\n".join([*kept, *(f"{key} {value}" for key, value in new.items()), ""])


def configure(cluster: Cluster) -> None:
    """Root may submit, the scheduler looks at once, and there are a queue and two GPUs."""
    folder = cluster.folder

    of_cluster = {"min_uid": "0", "min_gid": "0", "execd_spool_dir": f"{folder}/execd", "load_report_time": "00:00:02"}
    of_cluster |= {"reporting_params": "accounting=true reporting=false flush_time=00:00:01 joblog=false"}
    of_scheduler = {"schedule_interval": "0:0:1", "flush_submit_sec": "1", "flush_finish_sec": "1"}
    (folder / "global").write_text(with_values(cluster.call("qconf", "-sconf"), of_cluster))
    cluster.call("qconf", "-Mconf", str(folder / "global"))
    cluster.change("-ssconf", "-Msconf", lambda text: with_values(text, of_scheduler))
    cluster.change("-sc", "-Mc", lambda text: text + GPU)
    cluster.call("qconf", "-ah", "localhost")
    cluster.call("qconf", "-as", "localhost")
    cluster.call("sge_execd")
    wait_for(lambda: cluster.succeeds("qconf", "-se", "localhost"), WAIT)
    for name, text, option in (("pe", PARALLEL_ENVIRONMENT, "-Ap"), ("queue", QUEUE, "-Aq")):
        (folder / name).write_text(text)
        cluster.call("qconf", option, str(folder / name))
    cluster.call("qconf", "-mattr", "exechost", "complex_values", "gpu=2", "localhost")


def running_cluster(folder: Path) -> Iterator[Cluster]:
    """A cluster in a folder; the test is skipped where it cannot be started."""
    skip_without("Grid Engine", ("sge_qmaster", "sge_execd", "qsub"), "snakemake_executor_plugin_cluster_generic")
    folder.chmod(0o755)
    lay_out(folder, os.uname().nodename)
    environment = os.environ | {
        "SGE_ROOT": str(folder),
        "SGE_CELL": "default",
        "SGE_QMASTER_PORT": str(free_port()),
        "SGE_EXECD_PORT": str(free_port()),
        "PATH": PLACES,
    }
    cluster = Cluster(folder=folder, environment=environment)
    try:
        cluster.call("sge_qmaster")
        wait_for(lambda: cluster.succeeds("qconf", "-sconf"), WAIT)
        configure(cluster)
        yield cluster
    finally:
        cluster.end_started()
        daemons = [psutil.Process(int(file.read_text())) for file in folder.rglob("*.pid")]
        for daemon in daemons:
            daemon.terminate()
        wait_for(lambda: not any(map(runs, daemons)), WAIT)


def runs(process: psutil.Process) -> bool:
    """Whether it has not ended; an ended one may wait for its parent to look."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
