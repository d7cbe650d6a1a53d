"""What a process can tell of the machine."""

import time

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
