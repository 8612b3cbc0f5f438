"""The type stubs, by mypy."""

import pathlib
import subprocess
import sys

import csdown

HERE = pathlib.Path(__file__).resolve().parent


def mypy(*arguments):
    return subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, cwd=HERE, timeout=600)


def test_the_stubs_are_those_of_the_module():
    run = mypy("mypy.stubtest", "csdown", "--allowlist", "stubtest.allow")
    assert run.returncode == 0, run.stdout


def test_programs_are_checked():
    # `typed.py` also has errors, which strict mypy must find: it warns about an unused `type: ignore`.
    run = mypy("mypy", "--strict", "--cache-dir", "/dev/null", "typed.py")
    assert run.returncode == 0, run.stdout


def test_everything_is_documented():
    assert csdown.__doc__
    for owner in (csdown.Converter, csdown.Result, csdown.ConversionError, csdown.types):
        assert owner.__doc__, owner
    for owner in (csdown.Converter, csdown.Result):
        undocumented = [name for name in dir(owner) if not name.startswith("_") and not getattr(owner, name).__doc__]
        assert undocumented == []
