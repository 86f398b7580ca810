#!/usr/bin/env python3
"""Sets up and runs the product in a checkout. Standard library only; `make` calls it.

    python3 dev.py run      set up, load the starter content, serve on 127.0.0.1:5000
    python3 dev.py test     set up, run every test
    python3 dev.py lint     set up, run every check of style, types and imports
    python3 dev.py bench    set up, run the benchmarks
    python3 dev.py lock     resolve requirements*.in again (`-- --upgrade` takes newer versions)

What stands after `--` goes to what is run: python3 dev.py test -- -k search

Everything is installed into .venv beside this file, at the versions and hashes of the lock files.
"""

import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:
    sys.exit("The product runs on Linux and macOS. On Windows, use the Windows Subsystem for Linux.")

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / ".stamp"
NOWHERE = subprocess.DEVNULL
RUN_LOCK, DEV_LOCK = "requirements.lock", "requirements-dev.lock"  # the second holds all of the first
# The one that is running; when that is .venv's own, the one it was made with, for .venv may be about to go.
PYTHON = getattr(sys, "_base_executable", None) or sys.executable


def main(argv):
    if sys.version_info < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        return refuse(
            f"Python {wanted} or later is needed; {sys.executable} is {platform.python_version()}.\n"
            f"With another one installed: make run PYTHON=python{wanted}"
        )
    commands = {"run": run, "test": test, "lint": lint, "bench": bench, "lock": lock}
    name, rest = (argv[0], argv[1:]) if argv else ("", [])
    if name in ("-h", "--help", "help"):
        print(__doc__)
        return 0
    if name not in commands:
        return refuse(__doc__.strip())
    os.chdir(ROOT)
    return commands[name](rest[1:] if rest[:1] == ["--"] else rest)


# The commands


def run(rest):
    prepare(RUN_LOCK)
    os.environ.setdefault("KB_DATA", str(ROOT / "data"))
    return become(VENV / "bin" / "kb", "demo", *rest)


def test(rest):
    prepare(DEV_LOCK)
    chromium = find_chromium() or install_chromium()
    without_browser = []
    if chromium:
        os.environ["KB_CHROMIUM"] = chromium
    elif os.environ.get("CI") == "true":
        return fail("No Chromium can be driven here, and CI=true: without the browser tests a run proves too little.")
    else:
        say("Browser tests are left out: no Chromium can be driven here. KB_CHROMIUM may name one.")
        without_browser = ["-m", "not browser"]
    # By file, so that what a file sets up for all its tests is set up once.
    parallel = ["-n", "2", "--dist", "loadfile"]
    return become(VENV / "bin" / "python", "-m", "pytest", *parallel, *without_browser, *rest)


def lint(rest):
    prepare(DEV_LOCK)
    checks = (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"], ["lint-imports"])
    broken = []
    for tool, *arguments in checks:
        print("==", tool, *arguments, flush=True)
        if subprocess.run([VENV / "bin" / tool, *arguments, *rest], check=False).returncode != 0:
            broken.append(" ".join([tool, *arguments]))
    return fail("Not clean: " + ", ".join(broken)) if broken else 0


def bench(rest):
    prepare(DEV_LOCK)
    return become(VENV / "bin" / "python", "-m", "benchmarks", *rest)


def lock(rest):
    """Resolve for every system at once, with all hashes and no name of an index: any index may serve them."""
    with tempfile.TemporaryDirectory() as folder:
        uv = shutil.which("uv")
        if not uv:
            call("fetching uv", PYTHON, "-m", "venv", folder)
            call("installing uv", f"{folder}/bin/pip", "install", "-qq", "uv")
            uv = f"{folder}/bin/uv"
        options = ["--universal", "--python-version", ".".join(map(str, OLDEST)), "--generate-hashes"]
        quiet = ["--system-certs", "--no-header", "--no-emit-index-url", "--no-emit-find-links", "--quiet"]
        for name in (RUN_LOCK, DEV_LOCK):
            source = Path(name).with_suffix(".in")
            call(f"resolving {source}", uv, "pip", "compile", *options, *quiet, *rest, "-o", name, source)
    return 0


# The environment


def prepare(lock_file):
    """Make .venv hold `lock_file` and the product; at once when it does already."""
    if is_ready(lock_file):
        return
    with one_at_a_time():
        stamp = read_stamp()  # again: another one may just have finished
        if is_ready(lock_file):
            return
        if stamp["made_from"] != made_from():
            stamp = make_anew()
        STAMP.unlink(missing_ok=True)  # whatever is stopped from here on is not used again
        if stamp["holds"] not in (lock_file, DEV_LOCK):
            install_packages(lock_file)
            stamp["holds"] = lock_file
        if stamp["product"] != product():
            install("the product", "--no-deps", "--no-build-isolation", "--editable", ROOT)
        STAMP.write_text(json.dumps({**stamp, "product": product()}), encoding="utf-8")


def is_ready(lock_file):
    stamp = read_stamp()
    return (
        stamp["made_from"] == made_from() and stamp["holds"] in (lock_file, DEV_LOCK) and stamp["product"] == product()
    )


def read_stamp():
    try:
        return json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {"made_from": None, "holds": None, "product": None}


def made_from():
    """What an environment cannot outlive: interpreter and place (its scripts name both), the lock files."""
    names = "\n".join([platform.python_version(), os.path.realpath(PYTHON), str(ROOT)])
    return digest(names.encode(), (ROOT / RUN_LOCK).read_bytes(), (ROOT / DEV_LOCK).read_bytes())


def product():
    """What the editable install is written from: the list of packages and the commands."""
    return digest((ROOT / "setup.cfg").read_bytes(), (ROOT / "pyproject.toml").read_bytes())


def digest(*parts):
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def make_anew():
    """Never mended in place: `venv` stumbles over what is left of a half-made environment."""
    if importlib.util.find_spec("ensurepip") is None:
        package = "python{}.{}-venv".format(*sys.version_info)
        sudo = "" if os.geteuid() == 0 else "sudo "
        mend = f"{sudo}sh -c 'apt-get update && apt-get install -y {package}'"
        sys.exit(refuse(f"This Python has no ensurepip, which makes environments. Mend it with\n    {mend}"))
    if VENV.exists():
        say("removing .venv: it is of another state, or was never finished")
        shutil.rmtree(VENV)
    call("making .venv", PYTHON, "-m", "venv", VENV)
    return {"made_from": made_from(), "holds": None, "product": None}


def install_packages(lock_file):
    # Not every package has a wheel for a Mac with an Intel processor; elsewhere nothing is built from source.
    is_intel_mac = (sys.platform, platform.machine()) == ("darwin", "x86_64")
    wheels_only = [] if is_intel_mac else ["--only-binary", ":all:"]
    # The lock names everything. An older pip that is let resolve takes "coverage[toml]" at its newest release, past
    # the version locked for it, and stops for want of a hash.
    install(f"what {lock_file} names", "--no-deps", "--require-hashes", *wheels_only, "--requirement", lock_file)


def install(what, *arguments):
    """With uv where there is one (it is faster), else, or when that fails, with pip."""
    uv = shutil.which("uv")
    if uv:
        # Without --system-certs uv refuses an index behind a proxy that opens TLS. Compiled now, nobody sees
        # what Python has to say about Whoosh's source.
        options = ["--quiet", "--system-certs", "--compile-bytecode", "--python", VENV / "bin" / "python"]
        if attempt(f"installing {what} with uv", uv, "pip", "install", *options, *arguments):
            return
        say("uv could not; trying pip")
    pip = [VENV / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "--no-input"]
    call(f"installing {what}", *pip, "install", "-qq", *arguments)


@contextmanager
def one_at_a_time():
    """`make run` and `make test` started together must not make the same environment twice."""
    with open(ROOT / ".venv.lock", "w", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another command is setting up .venv: waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


# The browser


def find_chromium():
    """The path of a Chromium that can be driven, or None."""
    if not starts(VENV / "bin" / "playwright"):  # its driver is linked with a library that may be missing
        return None
    for name in (os.environ.get("KB_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        path = name and shutil.which(name)
        if path and starts(path):  # on Ubuntu the command may only say where to get it
            return path
    return None


def starts(program):
    return not subprocess.call([str(program), "--version"], stdout=NOWHERE, stderr=NOWHERE)


def install_chromium():
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    # A font, or it shows no letter; the library that Playwright's driver is linked with.
    packages = ["chromium", "fonts-dejavu-core", "libatomic1"]
    fetched = attempt("reading Debian's list of packages", "apt-get", "-qq", "update") and attempt(
        "installing Chromium", "apt-get", "-qq", "-y", "--no-install-recommends", "install", *packages
    )
    return find_chromium() if fetched else None


# Saying and calling


def say(words):
    print("--", words, flush=True)


def fail(words):
    print(words, file=sys.stderr)
    return 1


def refuse(words):
    print(words, file=sys.stderr)
    return 2


def attempt(words, *command):
    """Run it, say what it is and the seconds it took, and whether it succeeded."""
    print("--", words, end=" … ", flush=True)
    started = time.monotonic()
    done = subprocess.run([str(word) for word in command], check=False, stdin=NOWHERE, stdout=NOWHERE)
    succeeded = done.returncode == 0
    print(f"{time.monotonic() - started:.1f} s" if succeeded else "failed", flush=True)
    return succeeded


def call(words, *command):
    if not attempt(words, *command):
        sys.exit(fail("Set-up stopped: " + " ".join(str(word) for word in command)))


def become(*command):
    """Hand this process over, so that signals and the exit status are those of the command."""
    sys.stdout.flush()
    words = [str(word) for word in command]
    os.execv(words[0], words)  # noqa: S606


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
