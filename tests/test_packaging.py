"""What is built and installed holds everything that is in the tree, and nothing that names a machine."""

import configparser
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
# Where each top-level package lies. The templates stand beside the code and travel inside `kb`.
SOURCES = {"guidance": "guidance", "indexer": "indexer", "kb": "kb", "kb/templates": "templates"}
# What the style sheet is made from: kept in the repository, of no use to who installs the product.
NOT_SHIPPED = ("kb/assets/",)


@pytest.fixture(scope="module")
def setup_cfg():
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    return config


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The names in a wheel, built without a network, and from a copy: a stale build/ would ship old files."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE", "MANIFEST.in"):
        shutil.copy(ROOT / name, folder)
    for name in SOURCES.values():
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder / "dist", folder]
    built = subprocess.run(build, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (file,) = (folder / "dist").glob("*.whl")
    return set(zipfile.ZipFile(file).namelist())


def files_of_the_tree():
    """Every file of the packages, under the name it has once installed."""
    for installed, source in SOURCES.items():
        for path in (ROOT / source).rglob("*"):
            name = f"{installed}/{path.relative_to(ROOT / source).as_posix()}"
            if path.is_file() and "__pycache__" not in path.parts and not name.startswith(NOT_SHIPPED):
                yield name


def requirements(lines):
    return {str(Requirement(line)) for line in lines if line.strip() and line[0] not in "#-"}


def pins(lock):
    """Each pinned package with its version and the systems it is for."""
    return {line.rstrip(" \\") for line in (ROOT / lock).read_text().splitlines() if "==" in line}


def test_every_folder_of_code_is_a_package_in_setup_cfg(setup_cfg):
    of_the_tree = {"kb.templates"}
    for name in files_of_the_tree():
        if name.endswith(".py"):
            of_the_tree.add(name.rpartition("/")[0].replace("/", "."))

    listed = set(setup_cfg["options"]["packages"].split())

    assert listed == of_the_tree, "mend `packages` in setup.cfg"


def test_a_wheel_holds_every_file_of_the_packages(wheel):
    missing = set(files_of_the_tree()) - wheel

    assert not missing, "mend [options.package_data] in setup.cfg"


@pytest.mark.parametrize(
    "pattern",
    [
        r"kb/templates/base\.html",
        r"kb/templates/.+/.+\.html",
        r"kb/static/.+\.css",
        r"guidance/starter/.+\.toml",
        r"guidance/migrations/env\.py",
        r"guidance/migrations/versions/.+\.py",
        r".+\.dist-info/licenses/LICENSE",
    ],
)
def test_a_wheel_holds_what_no_import_would_miss(wheel, pattern):
    assert any(re.fullmatch(pattern, name) for name in wheel)


def test_a_wheel_holds_nothing_else(wheel):
    own = {name for name in wheel if ".dist-info/" not in name}

    assert own - set(files_of_the_tree()) == set()


def test_requirements_in_and_setup_cfg_name_the_same(setup_cfg):
    needed = requirements((ROOT / "requirements.in").read_text().splitlines())
    to_install_from_a_checkout = {"setuptools>=64"}

    assert needed - to_install_from_a_checkout == requirements(setup_cfg["options"]["install_requires"].splitlines())


def test_requirements_dev_in_and_the_extra_dev_name_the_same(setup_cfg):
    needed = requirements((ROOT / "requirements-dev.in").read_text().splitlines())

    assert needed == requirements(setup_cfg["options.extras_require"]["dev"].splitlines())


def test_the_lock_for_developers_holds_the_lock_of_the_product():
    assert pins("requirements.lock") - pins("requirements-dev.lock") == set(), "run: python3 dev.py lock"


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_no_line_of_a_lock_names_a_host_or_a_folder(lock):
    foreign = re.compile(r"://|--\w*(index|find|trusted)|\s@\s|(^|\s)\.{0,2}/|file:")

    assert [line for line in (ROOT / lock).read_text().splitlines() if foreign.search(line)] == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_pin_of_a_lock_has_a_hash(lock):
    pinned = (ROOT / lock).read_text().replace("\\\n", "").splitlines()

    assert [line for line in pinned if "==" in line and "--hash=sha256:" not in line] == []


@pytest.mark.parametrize("command", ["make run", "make test"])
def test_the_readme_names(command):
    assert command in (ROOT / "README.md").read_text(encoding="utf-8")
