"""Tables on disk."""

from refit.tables import read_columns, read_rows, write_table


def test_a_table_is_read_as_it_was_written(tmp_path):
    path = tmp_path / "table.csv"
    write_table(path, ["name", "an, other"], [["a", 1.5], ['"b"', ""]])
    assert read_rows(path) == [{"name": "a", "an, other": "1.5"}, {"name": '"b"', "an, other": ""}]
    write_table(path, ["epoch", "loss"], [[1, 0.5], [2, 0.25]])
    assert read_columns(path) == {"epoch": [1.0, 2.0], "loss": [0.5, 0.25]}
