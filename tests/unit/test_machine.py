"""What a process can tell of the machine."""

import time

import pytest

from refit import machine


def test_a_meter_reads_the_time_and_the_energy_of_all_processors(tmp_path, monkeypatch):
    monkeypatch.setattr(machine, "POWERCAP", tmp_path)
    for number, before in enumerate([1_000_000, 9_500_000]):
        (tmp_path / f"intel-rapl:{number}").mkdir()
        (tmp_path / f"intel-rapl:{number}/energy_uj").write_text(f"{before}\n")
        (tmp_path / f"intel-rapl:{number}/max_energy_range_uj").write_text("10000000\n")
    (tmp_path / "intel-rapl:0:0").mkdir()  # a part of the first, which counts in it
    meter = machine.Meter()
    time.sleep(0.05)
    (tmp_path / "intel-rapl:0/energy_uj").write_text("3000000\n")
    (tmp_path / "intel-rapl:1/energy_uj").write_text("500000\n")  # it began anew
    found = meter.read()
    assert found["energy_joules"] == 3.0
    assert 0.05 <= found["training_seconds"] < 5


def test_where_the_machine_does_not_tell_there_is_no_energy(tmp_path, monkeypatch):
    monkeypatch.setattr(machine, "POWERCAP", tmp_path)
    assert machine.Meter().read()["energy_joules"] is None


@pytest.fixture
def process(tmp_path):
    """Makes a process's folder as below /proc, and the control groups that it is in."""

    def make(groups: str, mount: str, files: dict[str, str]):
        for name, content in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(content)
        (tmp_path / "cgroup").write_text(groups)
        (tmp_path / "mountinfo").write_text("22 1 8:1 / / rw - ext4 /dev/sda rw\n" + mount.format(tmp_path))
        return tmp_path

    return make


V2 = "31 24 0:26 / {0}/top rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n"
V1 = (
    "33 24 0:29 /docker/c {0}/cpu ro master:11 - cgroup cgroup rw,cpu,cpuacct\n"
    "34 24 0:30 /docker/c {0}/memory ro master:12 - cgroup cgroup rw,memory\n"
)


@pytest.mark.parametrize(
    ("groups", "mount", "files", "expected"),
    [
        (
            "0::/\n",
            V2,
            {"top/cpu.max": "350000 100000\n", "top/memory.max": "8000000000\n"},
            {"_cores": 3, "mem_mb": 8000},
        ),
        (
            "0::/user/job\n",
            V2,
            {
                "top/user/cpu.max": "200000 100000\n",
                "top/user/job/cpu.max": "max 100000\n",
                "top/user/memory.max": "max\n",
                "top/user/job/memory.max": "3000000000\n",
            },
            {"_cores": 2, "mem_mb": 3000},
        ),
        ("0::/\n", V2, {"top/cpu.max": "50000 100000\n"}, {"_cores": 1}),
        ("0::/\n", V2, {"top/cgroup.procs": ""}, {}),
        (
            "4:cpu,cpuacct:/docker/c\n3:memory:/docker/c\n",
            V1,
            {
                "cpu/cpu.cfs_quota_us": "400000\n",
                "cpu/cpu.cfs_period_us": "100000\n",
                "memory/memory.limit_in_bytes": "2000000000\n",
            },
            {"_cores": 4, "mem_mb": 2000},
        ),
        (
            "4:cpu,cpuacct:/docker/c\n3:memory:/docker/c\n",
            V1,
            {
                "cpu/cpu.cfs_quota_us": "-1\n",
                "cpu/cpu.cfs_period_us": "100000\n",
                "memory/memory.limit_in_bytes": "9223372036854771712\n",
            },
            {},
        ),
    ],
    ids=["container", "job within a user's share", "half a core", "no limits", "version 1", "version 1, no limits"],
)
def test_what_control_groups_leave_a_process(process, groups, mount, files, expected):
    assert machine.quota(process(groups, mount, files)) == expected


def test_where_there_are_no_control_groups_there_is_no_quota(tmp_path):
    assert machine.quota(tmp_path) == {}


@pytest.mark.parametrize(
    ("offered", "expected"),
    [
        ({"_cores": 16}, {"_cores": 2, "mem_mb": 3000}),
        ({"_cores": 4}, {"mem_mb": 3000}),
        ({"_cores": 16, "mem_mb": 9000}, {"_cores": 2}),
        ({"_cores": 4, "mem_mb": 9000}, {}),
    ],
)
def test_a_quota_stands_in_for_all_cores_but_not_for_what_the_user_said(monkeypatch, capsys, offered, expected):
    monkeypatch.setattr(machine, "quota", lambda: {"_cores": 2, "mem_mb": 3000})
    assert machine.within_quota(offered, cores=16) == expected
    assert ("This container has" in capsys.readouterr().err) == bool(expected)
