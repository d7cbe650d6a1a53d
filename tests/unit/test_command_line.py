"""What the default profile finds of configuration files, before Snakemake reads them."""

import pytest

from refit.configuration.command_line import check_config_files, config_files


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SNAKEMAKE_PROFILE", raising=False)
    (tmp_path / "config.yaml").write_text("study: quick\n")
    (tmp_path / "seeds.yaml").write_text("seeds: [1]\n")
    for name, text in {
        "broken.yaml": b"study: quick\nseeds: [1\n",
        "latin.yaml": "study: quick\nlabel: Größe\n".encode("latin-1"),
        "bell.yaml": b"study: \x07\n",
        "list.yaml": b"- iris_mlp\n",
        "empty.yaml": b"# nothing yet\n",
    }.items():
        (tmp_path / name).write_bytes(text)
    for profile, settings in {
        "one": "configfile: seeds.yaml\ncores: 2\n",
        "own": "configfile: own.yaml\n",
        "several": "configfile: [seeds.yaml, broken.yaml]\n",
        "none": "cores: all\n",
        "template": "?if True:\n  cores: 2\n",
        "empty": "",
    }.items():
        (tmp_path / f"profiles/{profile}").mkdir(parents=True)
        (tmp_path / f"profiles/{profile}/config.yaml").write_text(settings)
    (tmp_path / "profiles/own/own.yaml").write_text("study: own\n")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("--cores all", []),
        ("-n --configfile other.yaml", ["other.yaml"]),
        ("--configfile other.yaml seeds.yaml --cores 2", ["other.yaml", "seeds.yaml"]),
        ("--configfiles=seeds.yaml --config study=mine", ["seeds.yaml"]),
        ("--profile profiles/one", ["seeds.yaml"]),
        ("--profile profiles/one profiles/own", ["seeds.yaml", "profiles/own/own.yaml"]),
        ("--profile profiles/several", ["seeds.yaml", "broken.yaml"]),
        ("--profile profiles/one --configfile other.yaml", ["other.yaml"]),
        ("--profile profiles/none", []),
        ("--profile profiles/template profiles/empty profiles/absent", []),
    ],
)
def test_the_files_are_those_that_snakemake_will_read(arguments, expected):
    assert [str(path) for path in config_files(arguments.split())] == expected


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("broken.yaml", "broken.yaml, line 3: this is no valid YAML"),
        ("absent.yaml", "absent.yaml: cannot be read (No such file or directory)"),
        ("profiles", "profiles: cannot be read (Is a directory)"),
        ("latin.yaml", "latin.yaml, line 2: this is not in UTF-8"),
        ("bell.yaml", "bell.yaml: this is no valid YAML"),
        ("list.yaml", "list.yaml: there are no keys in it"),
        ("empty.yaml", "empty.yaml: there are no keys in it"),
    ],
)
def test_a_faulty_file_is_named(file, sentence):
    with pytest.raises(SystemExit) as ended:
        check_config_files(["-n", "--configfile", file])
    assert sentence in str(ended.value)


def test_a_faulty_base_and_a_profiles_faulty_file_are_named(tmp_path):
    with pytest.raises(SystemExit, match=r"broken\.yaml, line 3"):
        check_config_files(["--profile", "profiles/several"])
    check_config_files(["--profile", "profiles/one"])
    (tmp_path / "config.yaml").write_text("study: [\n")
    with pytest.raises(SystemExit, match=r"config\.yaml, line 2"):
        check_config_files([])
