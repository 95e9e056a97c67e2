"""Keystroke scripts in other people's runs of pytest."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest

import panel.scripts.suite.device_process
import panel.scripts.suite.player
import panel.scripts.suite.specimen  # noqa: F401 - kept, or each run inside would import them anew

from . import junit_reader

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]

#: Other plugins of ours have nothing to do there, and take their time to start.
OPTIONS = "-p panel.scripts.pytest_plugin -p no:asyncio -p no:hypothesispytest"
#: In processes of its own, as two workers of pytest-xdist.
TWO = ("-n", "2")


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """An empty project that has the plugin and is strict about its marks."""
    pytester.makeini(f"[pytest]\naddopts = {OPTIONS} --strict-markers\n")
    return pytester


def add(project: pytest.Pytester, **files: str) -> None:
    """Write scripts, `name=text`."""
    for name, text in files.items():
        (project.path / f"{name}.keys").write_text(text, encoding="utf-8")


def output(result: pytest.RunResult) -> str:
    return "\n".join(result.outlines)


def names(project: pytest.Pytester, *words: str) -> list[str]:
    """The node ids that are chosen, in their order."""
    result = project.runpytest("--collect-only", "-q", *words)
    return [line for line in result.outlines if "::" in line]


MENU = 'case "The menu opens"\n  press Menu\n  check screen "Menu"\n'
FAILING = 'case "Nothing is there"\n  press Menu\n  check line 2 "Nothing"\n'
TABLE = (
    'case "Lists" tags lists, slow-one\n  row item="Paper Input"\n  row item="Maintenance"\n'
    "  press Menu\n  expect screen $item\n"
)

# -- what is collected


def test_each_case_is_a_test_once_for_each_row(project: pytest.Pytester) -> None:
    add(project, a=MENU + TABLE, b="press Menu")

    assert names(project) == ["a.keys::The menu opens", "a.keys::Lists[1]", "a.keys::Lists[2]", "b.keys::b"]

    project.runpytest().assert_outcomes(passed=4)


def test_scripts_in_folders_are_found_and_a_file_is_taken_alone(project: pytest.Pytester) -> None:
    project.mkdir("deep").joinpath("c.keys").write_text(MENU)
    add(project, a=MENU)

    assert names(project) == ["a.keys::The menu opens", "deep/c.keys::The menu opens"]
    assert names(project, "deep/c.keys") == ["deep/c.keys::The menu opens"]


def test_a_part_that_only_others_include_is_no_test_and_no_error(project: pytest.Pytester) -> None:
    add(
        project,
        part="macro open()\n  press $first\nend\nmacro down()\n  type $NAME_OF_ITS_READER\nend\n",
        whole='let NAME_OF_ITS_READER = "x"\ninclude "other.keys"\ncase "A"\n  call open()\n',
        other="macro open()\n  press Menu\nend\n",
    )
    (project.path / "part.keys").write_text("macro down()\n  type $NAME_OF_ITS_READER\nend\n")

    project.runpytest().assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('include "nowhere.keys"\nmacro m()\nend\n', "cannot read nowhere.keys: No such file or directory"),
        ("macro m()\ncall m()\nend\n", "macro 'm' calls itself, or more than 32 deep"),
        ("macro m()\ncall k()\nend\nmacro k(a)\nend\n", "macro 'k' takes (a), 0 given"),
    ],
)
def test_a_part_that_is_wrong_for_everybody_is_an_error(
    project: pytest.Pytester, text: str, said: str
) -> None:
    add(project, part=text)

    result = project.runpytest()

    result.assert_outcomes(errors=1)
    assert f"error: {said}" in output(result)


def test_a_test_is_where_its_case_stands(project: pytest.Pytester) -> None:
    add(project, a="# first\n" + MENU)
    project.makeconftest(
        "def pytest_itemcollected(item):\n    print('at', item.reportinfo()[1], item.location)\n"
    )

    project.runpytest("--collect-only", "-s").stdout.fnmatch_lines(["at 1 ('a.keys', 1, 'The menu opens')*"])


def test_one_test_is_chosen_by_its_node_id(project: pytest.Pytester) -> None:
    add(project, a=MENU + TABLE + 'case "with [Login] :: or\\n not"\npress Menu [Login]\n')

    assert names(project, "a.keys::Lists") == ["a.keys::Lists[1]", "a.keys::Lists[2]"]
    for each in ("a.keys::The menu opens", "a.keys::Lists[2]", r"a.keys::with [Login] : : or\n not"):
        assert names(project, each) == [each]
        project.runpytest(each).assert_outcomes(passed=1)


def test_tests_are_chosen_by_words_of_their_names(project: pytest.Pytester) -> None:
    add(project, a=MENU + TABLE)

    assert names(project, "-k", "menu and opens") == ["a.keys::The menu opens"]
    assert names(project, "-k", "lists and not 2") == ["a.keys::Lists[1]"]


def test_tags_are_marks_also_where_marks_are_strict(project: pytest.Pytester) -> None:
    add(project, a=MENU + TABLE, b='case "B" tags a.b, _private\npress Menu\n')

    assert names(project, "-m", "lists") == ["a.keys::Lists[1]", "a.keys::Lists[2]"]
    assert names(project, "-m", "slow-one and lists") == ["a.keys::Lists[1]", "a.keys::Lists[2]"]
    assert names(project, "-m", "a.b") == ["b.keys::B"]
    assert names(project, "-m", "not lists") == ["a.keys::The menu opens", "b.keys::B"]
    assert names(project, "-k", "_private") == ["b.keys::B"]


# -- what is told


def test_a_failure_is_the_report_and_no_traceback(project: pytest.Pytester) -> None:
    add(project, a=FAILING)

    result = project.runpytest("-rf")

    result.assert_outcomes(failed=1)
    told = output(result).partition("= FAILURES =")[2].partition("short test summary")[0].splitlines()[2:-1]
    assert told == [
        'a.keys:3:3: check line 2 "Nothing"',
        '  wanted: "Nothing" on line 2 now',
        f'  found:  it is "{"Paper Input":<25}"',
        *told[3:-2],
        "  the last keys: Menu",
        '  again:  p800 keys run a.keys --case "Nothing is there"',
    ]
    assert "        0.0 s  |Menu                 1/11|" in told
    result.stdout.fnmatch_lines(['FAILED a.keys::Nothing is there - Failed: a.keys:3:3: check line 2 "*'])


def test_a_script_that_cannot_be_read_is_an_error_with_its_carets_alone(project: pytest.Pytester) -> None:
    add(project, a='case "A"\n  press Dwon\n  prss OK\n', b=MENU)

    result = project.runpytest()

    result.assert_outcomes(errors=1)
    told = output(result).partition("ERROR collecting a.keys")[2].partition("short test summary")[0]
    assert told.splitlines()[1:-1] == [
        "a.keys:2:9: error: unknown key 'Dwon'; did you mean 'Down'?",
        "      press Dwon",
        "            ^^^^",
        "a.keys:3:3: error: unknown verb 'prss'; did you mean 'press'?",
        "      prss OK",
        "      ^^^^",
    ]


@pytest.mark.parametrize("content", [b"\xff\xfe", b"case", b'include "gone.keys"\npress OK', b"macro a()\n"])
def test_nothing_that_a_file_holds_is_a_traceback(project: pytest.Pytester, content: bytes) -> None:
    (project.path / "a.keys").write_bytes(content)

    result = project.runpytest()

    result.assert_outcomes(errors=1)
    assert re.search(r"^a\.keys:1:\d+: error: ", output(result), re.MULTILINE)
    assert "Traceback" not in output(result)
    assert "pytest_plugin.py" not in output(result)


def test_a_skip_carries_its_reason_and_the_place_of_its_case(project: pytest.Pytester) -> None:
    add(project, a='# first\ncase "A"\n  needs wire\n  press Menu\n')

    result = project.runpytest("-rs")

    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED [[]1[]] a.keys:2: this target makes no connections"])


def test_secrets_come_from_the_environment_and_are_shown_nowhere(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("P800_TEST_KEY", "topsecret1")
    script = 'secret KEY = env P800_TEST_KEY\ncase "A"\ncheck screen $KEY\n'
    add(project, a=script)
    project.makepyfile(
        f"def test_played(play):\n    play({script!r})\n"
        f"def test_broken(play):\n    play({script!r}, on=lambda: 1 / 0)\n"
    )

    result = project.runpytest("--full-trace", "--showlocals", "--junitxml=r.xml")

    result.assert_outcomes(failed=3)
    assert 'a display with "****" now' in output(result)
    assert "topsecret1" not in output(result) + (project.path / "r.xml").read_text()


def test_the_xml_of_pytest_has_the_cases_and_is_valid(project: pytest.Pytester) -> None:
    add(project, a=MENU + TABLE + FAILING, b="needs wire\npress Menu")

    project.runpytest("--junitxml=r.xml")

    text = (project.path / "r.xml").read_text(encoding="utf-8")
    assert junit_reader.counts(text) == {"tests": 5, "failures": 1, "errors": 0, "skipped": 1}
    assert [(case.classname, case.name, case.kind) for case in junit_reader.cases(text)] == [
        ("a.keys", "The menu opens", "passed"),
        ("a.keys", "Lists[1]", "passed"),
        ("a.keys", "Lists[2]", "passed"),
        ("a.keys", "Nothing is there", "failure"),
        ("b.keys", "b", "skipped"),
    ]
    failure = junit_reader.cases(text)[3]
    assert "|Menu                 1/11|" in failure.text


# -- targets

A_TARGET = """
from contextlib import contextmanager
from panel.scripts.core import open_core
from panel.scripts.stage import TargetLost

@contextmanager
def mine():
    with open_core() as stage:
        stage.press = lost
        yield stage

@contextmanager
def away():
    raise TargetLost("nobody at home")
    yield

def lost(keys):
    raise TargetLost("the cable was pulled")

def pytest_panel_target(name, config):
    return {"mine": mine, "away": away}.get(name)
"""


def test_a_project_can_bring_a_target_of_its_own(project: pytest.Pytester) -> None:
    project.makeconftest(A_TARGET)
    add(project, a='case "A"\n  press Menu\n', b='case "B"\n  check screen "Ready"\n')

    result = project.runpytest("--panel-target", "mine")

    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(["a.keys:2:3: press Menu", "  the target is gone: the cable was pulled"])
    assert "stage.press" not in output(result)


def test_a_target_that_cannot_be_reached_fails_each_case(project: pytest.Pytester) -> None:
    project.makeconftest(A_TARGET)
    add(project, a=MENU + TABLE)

    result = project.runpytest("--panel-target", "away")

    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(["cannot reach the target away: nobody at home"])


def test_the_target_may_stand_in_the_configuration_and_the_option_wins(project: pytest.Pytester) -> None:
    project.makeconftest(A_TARGET)
    project.makeini(f"[pytest]\naddopts = {OPTIONS}\npanel_target = away\n")
    add(project, a=MENU)

    project.runpytest().assert_outcomes(failed=1)
    project.runpytest("--panel-target", "core").assert_outcomes(passed=1)


def test_a_target_there_is_not_is_told(project: pytest.Pytester) -> None:
    add(project, a=MENU)

    result = project.runpytest("--panel-target", "cor")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["there is no target 'cor'; did you mean 'core'?"])


# -- order, and several processes

MANY = "\n".join(f'case "{number}"\npress Menu' for number in range(20))


def seed_of(result: pytest.RunResult) -> str:
    found = re.search(r"^keys: shuffled, seed (\d+) \(", output(result), re.MULTILINE)
    assert found
    return found[1]


def test_a_shuffled_run_names_its_seed_and_can_be_repeated(project: pytest.Pytester) -> None:
    add(project, a=MANY)

    first = project.runpytest("--shuffle", "-v")
    again = project.runpytest("--shuffle-seed", seed_of(first), "-v")

    order = [line.split()[0] for line in first.outlines if "PASSED" in line]
    assert len(order) == 20
    assert order == [line.split()[0] for line in again.outlines if "PASSED" in line]
    assert names(project, "--shuffle-seed", "1") != names(project, "--shuffle-seed", "2")


def test_tests_in_python_stay_where_they_are(project: pytest.Pytester) -> None:
    add(project, a=MANY)
    project.makepyfile(test_z="def test_one():\n    pass\ndef test_two():\n    pass\n")

    order = names(project, "--shuffle-seed", "1")

    assert order[-2:] == ["test_z.py::test_one", "test_z.py::test_two"]
    assert order[:-2] != names(project)[:-2]


def test_a_failure_in_a_shuffled_run_ends_with_the_seed(project: pytest.Pytester) -> None:
    add(project, a=MENU + FAILING)

    told = project.runpytest("--shuffle-seed", "12", "-q")

    told.stdout.fnmatch_lines(
        ["*keystroke scripts*", "shuffled, seed 12 (the same order again: --shuffle-seed 12)"]
    )
    assert "shuffled" not in output(project.runpytest("--shuffle-seed", "12", "-q", "-k", "menu"))


@pytest.mark.parametrize("order", [(), ("--shuffle",)])
def test_two_processes_share_the_cases(project: pytest.Pytester, order: tuple[str, ...]) -> None:
    add(project, a=MANY + "\n" + TABLE, b=FAILING + 'case "S"\nneeds wire\n')

    result = project.runpytest_subprocess(*TWO, *order, "-rs", "--junitxml=r.xml")

    result.assert_outcomes(passed=22, failed=1, skipped=1)
    result.stdout.fnmatch_lines(['b.keys:3:3: check line 2 "Nothing"'])
    result.stdout.fnmatch_lines(["SKIPPED [[]1[]] b.keys:4: this target makes no connections"])
    text = (project.path / "r.xml").read_text(encoding="utf-8")
    assert junit_reader.counts(text) == {"tests": 24, "failures": 1, "errors": 0, "skipped": 1}
    if order:
        assert "(the same order again: --shuffle-seed " in output(result)


def test_every_worker_has_the_order_of_the_controllers_seed(project: pytest.Pytester) -> None:
    add(project, a=MANY)
    project.makeconftest(
        "import json\n"
        "def pytest_collection_finish(session):\n"
        "    name = getattr(session.config, 'workerinput', {}).get('workerid', 'alone')\n"
        "    with open(name + '.json', 'w') as file:\n"
        "        json.dump([item.nodeid for item in session.items], file)\n"
    )

    result = project.runpytest_subprocess(*TWO, "--shuffle")
    project.runpytest_subprocess("--shuffle-seed", seed_of(result))

    first, second, alone = (order_in(project.path, name) for name in ("gw0", "gw1", "alone"))
    assert len(first) == 20
    assert first == second == alone


def order_in(folder: Path, name: str) -> list[str]:
    return list(json.loads((folder / f"{name}.json").read_text()))


# -- tests in Python


def passes(project: pytest.Pytester, text: str, count: int = 1) -> None:
    project.makepyfile(test_it=text)
    project.runpytest("test_it.py").assert_outcomes(passed=count)


def test_scripts_keys_and_programs_take_turns_on_one_machine(project: pytest.Pytester) -> None:
    passes(
        project,
        """
        from panel.keys import Key

        def test_it(machine, front, play):
            first = play('press Menu\\ncheck line 1 "Menu"')
            assert (first.keys, front.display.lines[1].strip()) == (1, "Paper Input")
            machine.press(Key.DOWN)
            second = play('check selected "Maintenance"\\nadvance 5s')
            assert (second.keys, second.seconds) == (0, 5)
            assert machine.clock.now() == 5
            play('check selected "Maintenance"')
        """,
    )


def test_a_machine_answers_for_its_settings_and_its_audit(project: pytest.Pytester) -> None:
    passes(
        project,
        """
        def test_it(machine, play):
            play('press Menu [Login] [Enter]\\ntype "admin"\\npress [Accept] [Enter] [Accept]')
            play('select "Host Interface" > "Network" > "Permit SSL/TLS Comm."\\n'
                 'select "Ciphertext/Cleartext"')
            assert machine.setting("network.permit_ssl_tls") == "Ciphertext/Cleartext"
            assert any(row.by == "admin" for row in machine.audit())
            assert machine.machine.store is machine.front.machine.store

        def test_another_has_its_own(machine):
            assert machine.setting("network.permit_ssl_tls") != "Ciphertext/Cleartext"
            assert machine.advance(3).lines == machine.display.lines
        """,
        2,
    )


def test_the_machine_goes_on_over_power_off_and_on(project: pytest.Pytester) -> None:
    passes(
        project,
        """
        def test_it(machine, front, play):
            play("press Menu\\npower off\\npower on")
            assert machine.front is not front
            play('check no screen "Menu"')
            assert machine.display.lines == machine.front.display.lines
        """,
    )


def test_files_and_includes_are_seen_from_the_folder_of_the_test(project: pytest.Pytester) -> None:
    deep = project.mkdir("deep")
    (deep / "a.keys").write_text(MENU + TABLE)
    (deep / "part.keys").write_text("macro open()\n  press Menu\nend\n")
    (deep / "test_it.py").write_text(
        "from pathlib import Path\n"
        "def test_it(play):\n"
        "    play('a.keys', 'Lists[2]')\n"
        "    assert play(Path('a.keys'), 'The menu opens', on='core').keys == 1\n"
        "    play(Path(__file__).with_name('a.keys'), 'The menu opens')\n"
        "    play('include \"part.keys\"\\ncall open()')\n"
    )

    project.runpytest("deep/test_it.py").assert_outcomes(passed=1)


def test_which_case_is_meant_has_to_be_clear(project: pytest.Pytester) -> None:
    add(project, a=MENU + TABLE)
    passes(
        project,
        """
        import pytest

        @pytest.mark.parametrize(("case", "said"), [
            (None, "say which case is to be played: The menu opens, Lists[1], Lists[2]"),
            ("Lists", "say which case is to be played: The menu opens, Lists[1], Lists[2]"),
            ("The menu open", "there is no case 'The menu open'; did you mean 'The menu opens'?"),
        ])
        def test_it(play, case, said):
            with pytest.raises(ValueError) as caught:
                play("a.keys", case)
            assert str(caught.value) == said

        def test_none(play):
            with pytest.raises(ValueError, match="there is none"):
                play("macro a()\\nend\\n")
        """,
        4,
    )


def test_a_failure_in_a_test_shows_the_test_and_the_report(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        def test_it(play):
            play('press Menu')
            play('check line 2 "Nothing"')
        def test_wrong(play):
            play("press Dwon")
        """
    )

    result = project.runpytest()

    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(
        [
            ">       play('check line 2 \"Nothing\"')",
            'E       *CaseFailed: test_a_failure_in_*.py::test_it:1:1: check line 2 "Nothing"',
            'E         found:  it is "Paper Input *"',
            '>       play("press Dwon")',
            "E       *ScriptError: test_a_failure_in_*.py::test_wrong:1:7: error: unknown key 'Dwon'*",
            "E * ^^^^",
        ]
    )
    assert "playing.py" not in output(result)
    assert "again:" not in output(result)


def test_a_test_is_skipped_where_its_script_cannot_be_played(project: pytest.Pytester) -> None:
    project.makepyfile(test_it="def test_it(play):\n    play('needs wire\\npress Menu')\n")

    result = project.runpytest("-rs")

    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED [[]1[]] test_it.py:2: this target makes no connections"])


def test_a_test_plays_on_the_target_of_the_run(project: pytest.Pytester) -> None:
    project.makeconftest(A_TARGET)
    project.makepyfile(test_it="def test_it(play, panel_target):\n    play('press Menu', on=panel_target)\n")

    project.runpytest().assert_outcomes(passed=1)
    failing = project.runpytest("--panel-target", "mine")
    failing.assert_outcomes(failed=1)
    failing.stdout.fnmatch_lines(["*the target is gone: the cable was pulled"])
    away = project.runpytest("--panel-target", "away")
    away.stdout.fnmatch_lines(["E  *CaseFailed: cannot reach the target: nobody at home"])
    assert "contextlib" not in output(away)


def test_a_device_runs_as_long_as_the_test(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_it="""
        from panel.keys import Key

        seen = []

        def test_it(device_process):
            seen.append(device_process)
            assert device_process.process.poll() is None
            assert device_process.ready["pid"] == device_process.process.pid
            assert device_process.target == f"socket:{device_process.ready['socket']}"
            line = device_process.line(local=True)
            line.press(Key.MENU)
            assert line.display().lines[1].strip() == "Paper Input"
            assert device_process.line().display().lines == line.display().lines

        def test_it_has_stopped():
            assert seen[0].process.returncode == 0
            assert not seen[0].socket.exists()
        """
    )

    project.runpytest().assert_outcomes(passed=2)


def test_scripts_and_programs_take_turns_at_a_running_device(project: pytest.Pytester) -> None:
    passes(
        project,
        """
        import subprocess, sys

        def p800(device, *words):
            command = [sys.executable, "-m", "panel", *words, "--state", device.ready["state"]]
            return subprocess.run(command, capture_output=True, text=True, check=True).stdout

        def test_it(device_process, play, machine):
            play('press Menu', on=device_process)
            p800(device_process, "press", "Down")
            second = play('check selected "Maintenance"\\nadvance 5s', on=device_process)
            assert second.seconds == 5
            assert "Maintenance" in p800(device_process, "screen")
            play('check screen "Ready"', on=device_process.target)
            play('check screen "Ready"')
            assert machine.clock.now() == 0
        """,
    )


def test_a_script_sees_no_audit_of_the_one_before(project: pytest.Pytester) -> None:
    passes(
        project,
        """
        LOGIN = 'press Menu [Login] [Enter]\\ntype "admin"\\npress [Accept] [Enter] [Accept]\\n'
        LOGIN += 'expect line 4 "Logout"\\ncheck audit "logged in"'

        def test_it(device_process, play, machine):
            for where in (None, device_process):
                play(LOGIN, on=where)
                play('check no audit "logged in"', on=where)
            assert any("logged in" in row.text for row in machine.audit())
        """,
    )


def test_the_example_of_the_documentation_passes(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = (ROOT / "docs" / "keys.md").read_text(encoding="utf-8").partition("## In test suites")[2]
    (example,) = re.findall(r"```python\n(import .*?)```", section, re.DOTALL)
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)

    passes(project, example, 2)


def test_a_device_that_does_not_start_says_why(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_it="""
        import pytest
        from panel.scripts.suite.device_process import NotStarted, running_device

        def test_it(tmp_path):
            with pytest.raises(NotStarted, match="not an IP address"):
                with running_device(tmp_path, "--bind", "nowhere.invalid"):
                    pass
        """
    )

    project.runpytest().assert_outcomes(passed=1)
