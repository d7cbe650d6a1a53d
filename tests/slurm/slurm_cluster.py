"""A throw-away Slurm cluster on this machine: real daemons, one node, two GPUs that are links to /dev/null.

Where MariaDB and slurmdbd are installed it has accounting, as most sites do, else none.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import clusters
from clusters import PLACES, WAIT, skip_without, wait_for
from conftest import free_port

DAEMONS = ("munged", "slurmctld", "slurmd")
OF_ACCOUNTING = ("mariadbd", "mariadb-install-db", "slurmdbd", "sacctmgr")

SLURM_CONF = """\
ClusterName=refit
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmctldPort={slurmctld}
SlurmctldPidFile={folder}/slurmctld.pid
SlurmctldLogFile={folder}/slurmctld.log
StateSaveLocation={folder}/state
SlurmdPidFile={folder}/slurmd.pid
SlurmdLogFile={folder}/slurmd.log
SlurmdSpoolDir={folder}/spool
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
KillWait=5
OverTimeLimit=0
MinJobAge=300
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=2,sched_interval=2,batch_sched_delay=0
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
JobCompType=jobcomp/filetxt
JobCompLoc={folder}/done.txt
SlurmdParameters=config_overrides
GresTypes=gpu
NodeName=node1 NodeHostname={host} NodeAddr=127.0.0.1 Port={slurmd} CPUs=8 RealMemory=64000 Gres=gpu:fake:2
PartitionName=cpu Nodes=node1 Default=YES MaxTime=1-0 State=UP
PartitionName=gpu Nodes=node1 MaxTime=1-0 State=UP PriorityTier=1
PartitionName=urgent Nodes=node1 MaxTime=1-0 State=UP PriorityTier=2 PreemptMode=OFF
"""

ACCOUNTING = """\
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStoragePort={slurmdbd}
AccountingStoragePass={folder}/munge.socket
"""

SLURMDBD_CONF = """\
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
DbdHost={host}
DbdAddr=127.0.0.1
DbdPort={slurmdbd}
SlurmUser=root
PidFile={folder}/slurmdbd.pid
LogFile={folder}/slurmdbd.log
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StoragePort={database}
StorageUser=slurm
"""

GRES_CONF = """\
AutoDetect=off
NodeName=node1 Name=gpu Type=fake File={folder}/gpu[0-1]
"""


@dataclass(frozen=True, kw_only=True)
class Cluster(clusters.Cluster):
    """A running Slurm."""

    arguments = ("--profile", "profiles/slurm", "--slurm-init-seconds-before-status-checks", "5")

    has_accounting: bool

    def jobs(self) -> list[list[str]]:
        """Number, partition and state of the jobs that are not over."""
        lines = self.call("squeue", "--noheader", "--format=%i|%P|%T").splitlines()
        return [line.split("|") for line in lines]

    def finished(self, partition: str) -> list[dict[str, str]]:
        """The jobs of a partition that are over, as Slurm keeps them."""
        lines = (self.folder / "done.txt").read_text().splitlines()
        jobs = [dict(word.split("=", 1) for word in line.split() if "=" in word) for line in lines]
        return [job for job in jobs if job["Partition"] == partition]

    def most_gpus_at_once(self) -> int:
        """Of all jobs of the partition `gpu` that are over."""
        changes = []
        for job in self.finished("gpu"):
            changes += [(job["StartTime"], 1), (job["EndTime"], -1)]
        held, most = 0, 0
        for _, change in sorted(changes):
            held += change
            most = max(most, held)
        return most


def start_accounting(cluster: Cluster, port: int) -> None:
    """A database of its own at a port, and slurmdbd before it, which knows the cluster."""
    folder = cluster.folder
    places = [f"--datadir={folder}/database", "--user=root"]
    cluster.call("mariadb-install-db", "--no-defaults", "--skip-test-db", *places)
    users = folder / "users.sql"
    users.write_text("create user slurm@'127.0.0.1';\ngrant all on *.* to slurm@'127.0.0.1';\n")
    places += [f"--socket={folder}/database.socket", f"--pid-file={folder}/mariadbd.pid", f"--init-file={users}"]
    subprocess.Popen(
        ["mariadbd", "--no-defaults", "--bind-address=127.0.0.1", "--skip-name-resolve", f"--port={port}", *places],
        env=cluster.environment,
        stdout=subprocess.DEVNULL,
        stderr=(folder / "mariadbd.log").open("w"),
    )
    wait_for((folder / "mariadbd.pid").exists, WAIT)
    cluster.call("slurmdbd")
    wait_for(lambda: cluster.succeeds("sacctmgr", "--immediate", "add", "cluster", "refit"), WAIT)


def running_cluster(folder: Path) -> Iterator[Cluster]:
    """A cluster in a folder; the test is skipped where it cannot be started."""
    skip_without("Slurm", DAEMONS, "snakemake_executor_plugin_slurm")
    folder.chmod(0o755)
    host = os.uname().nodename.split(".")[0]
    has_accounting = all(shutil.which(name, path=PLACES) for name in OF_ACCOUNTING)
    accounting = ACCOUNTING if has_accounting else "AccountingStorageType=accounting_storage/none\n"
    ports = {name: free_port() for name in ("slurmctld", "slurmd", "slurmdbd", "database")}
    texts = {"slurm.conf": SLURM_CONF + accounting, "gres.conf": GRES_CONF, "slurmdbd.conf": SLURMDBD_CONF}
    for name, text in texts.items():
        (folder / name).write_text(text.format(folder=folder, host=host, **ports))
        (folder / name).chmod(0o600)
    for name in ("gpu0", "gpu1"):
        (folder / name).symlink_to("/dev/null")
    for name in ("state", "spool"):
        (folder / name).mkdir()
    key = folder / "munge.key"
    key.write_bytes(os.urandom(1024))
    key.chmod(0o600)
    environment = os.environ | {"SLURM_CONF": str(folder / "slurm.conf"), "PATH": PLACES}
    found = Cluster(folder=folder, environment=environment, has_accounting=has_accounting)
    munge = ("--key-file", "--socket", "--pid-file", "--log-file", "--seed-file")
    places = ("munge.key", "munge.socket", "munged.pid", "munged.log", "munge.seed")
    options = [f"{option}={folder / place}" for option, place in zip(munge, places, strict=True)]
    try:
        found.call("munged", "--force", *options)
        if has_accounting:
            start_accounting(found, ports["database"])
        found.call("slurmctld", "-c")
        found.call("slurmd", "-N", "node1")
        wait_for(lambda: found.call("sinfo", "--noheader", "--states=idle", "--format=%N").strip(), WAIT)
        yield found
    finally:
        found.end_started()
        for name in ("slurmd", "slurmctld", "slurmdbd", "mariadbd", "munged"):
            pid = folder / f"{name}.pid"
            if pid.exists():
                os.kill(int(pid.read_text()), 15)
