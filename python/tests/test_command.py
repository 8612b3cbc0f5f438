"""The command line."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import sysconfig

import csdown
import pytest
from conftest import NO_ARTICLE, PAGE, ROOT

SCRIPT = shutil.which("csdown", path=sysconfig.get_path("scripts"))


def test_the_command_writes_the_markdown_of_convert(command):
    for page in (PAGE.encode(), PAGE.encode("gbk"), (ROOT / "fixtures/articles/saved_gbk_page/input.html").read_bytes()):
        assert command("convert", "-", input=page).stdout == csdown.convert(page).encode()


def test_the_exit_codes_are_those_of_the_binary(command, tmp_path):
    good, bad = tmp_path / "a.html", tmp_path / "b.html"
    good.write_text(PAGE, encoding="utf-8")
    bad.write_text(NO_ARTICLE, encoding="utf-8")
    codes = [
        command("convert", good).returncode,
        command("convert", good, bad, "-o", tmp_path / "out").returncode,
        command("convert", "--no-such-option").returncode,
        command("convert", bad).returncode,
    ]
    assert codes == [0, 1, 2, 3]


def test_the_script_is_the_command():
    assert SCRIPT, "the package is not installed"
    run = subprocess.run([SCRIPT, "--version"], capture_output=True, timeout=60, text=True)
    assert (run.returncode, run.stdout) == (0, f"csdown {csdown.__version__}\n")


def test_the_script_and_the_binary_agree(tmp_path):
    binary = os.environ.get("CSDOWN_BINARY")
    if not binary:
        pytest.skip("CSDOWN_BINARY names no csdown to compare with")
    for arguments in (["convert", ROOT / "fixtures/articles"], ["inspect", ROOT / "fixtures/articles"], ["help"], ["convert"]):
        runs = []
        for program in (binary, SCRIPT):
            run = subprocess.run([program, *arguments], capture_output=True, timeout=120, stdin=subprocess.DEVNULL)
            runs.append((run.returncode, run.stdout, run.stderr))
        assert runs[0] == runs[1], arguments


def test_output_without_a_newline_is_written(command):
    output = command("completions", "bash").stdout
    assert output.startswith(b"_csdown") and len(output) > 10_000


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of Unix")
def test_a_closed_pipe_is_silent():
    lines = b'{"html":"<div id=content_views>x</div>"}\n' * 20_000
    command = [sys.executable, "-m", "csdown", "stream", "-q"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    try:
        process.stdin.write(lines)
        process.stdin.close()
    except BrokenPipeError:
        pass
    assert (process.wait(60), process.stderr.read()) == (0, b"")
    process.stderr.close()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_ctrl_c_ends_the_command():
    command = [sys.executable, "-m", "csdown", "stream", "-q"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdin.write(b'{"html":"<div id=content_views>x</div>"}\n')
    process.stdin.flush()
    assert b'"text":"x\\n"' in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130
    assert process.stderr.read().startswith(b"csdown: stopped; 1 record written")


@pytest.mark.skipif(sys.platform == "win32", reason="names of files are text there")
def test_names_of_files_need_not_be_text(command, tmp_path):
    path = pathlib.Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.html"))
    path.write_text(PAGE, encoding="utf-8")
    assert command("convert", path).stdout == csdown.convert(PAGE).encode()
