"""Two targets compared: the first step after which their displays differ, side by side, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from panel.scripts.comparing import Comparison, Target, compare_all, compared, comparison_told
from panel.scripts.outcome import Failed, Passed
from panel.scripts.stage import TargetLost
from tests.scripts.toy import Menu, Text, Toy, only, printer

Open = Callable[[], AbstractContextManager[Toy]]


def opening(make: Callable[[], Toy]) -> Open:
    @contextmanager
    def opened() -> Iterator[Toy]:
        yield make()

    return opened


def with_menu(*rows: str) -> Open:
    def nothing(toy: Toy) -> None: ...

    menu = Menu("Menu", [(row, nothing) for row in rows])
    return opening(lambda: Toy(Text(("Ready",), {"Prt.Jobs": nothing, "Menu": lambda toy: toy.open(menu)})))


TOY = opening(printer)
PRINTER = Target("toy", TOY)


def between(text: str, other: Open, **environment: str) -> Comparison:
    return compared(only(text), (PRINTER, Target("other", other)), environment)


def test_what_shows_the_same_all_the_way_is_the_same() -> None:
    comparison = between('press [Menu]\nselect "Security Options"\ncheck line 1 "Security"', TOY)

    assert comparison.is_same
    assert comparison_told(comparison) == "same     script  (3 steps)"


def test_the_way_to_the_same_display_may_differ() -> None:
    other = with_menu("Alert", "Paper Input", "Host Name", "Security Options")
    stays = 'press [Menu]\nselect "Alert"\npress Escape\ncheck line 1 "Ready"'

    comparison = between(stays, other)

    assert comparison.first == 0  # the order of the menu shows
    assert [type(outcome) for outcome in comparison.outcomes] == [Passed, Passed]


def test_the_first_difference_is_shown_side_by_side() -> None:
    other = with_menu("Paper Input", "Host Nam", "Alert")

    comparison = between('note "a"\npress [Menu]\npress Down', other)

    assert comparison.first == 1
    differs, statement, *sides = comparison_told(comparison).splitlines()
    assert (differs, statement) == ("differs  script", "script.keys:2:1: press [Menu]")
    assert [(side[:36].rstrip(), side[36:].strip()) for side in sides] == [
        ("  toy", "other"),
        ("   |Menu                     |", "|Menu                     |"),
        ("  >|Paper Input              |", ">|Paper Input              |"),
        ("   |Host Name                |", "|Host Nam                 |"),
        ("   |                         |", "|                         |"),
        ("  no cursor", "no cursor"),
        ("  power on, alert off, data in off", "power on, alert off, data in off"),
    ]


def test_a_difference_of_lights_and_cursor_counts() -> None:
    def lit() -> Toy:
        toy = printer()
        toy.indicators = toy.indicators._replace(alert_color="red")
        return toy

    assert between("press OK", opening(lit)).first == 0


def test_a_case_that_only_one_target_can_play_is_a_skip_with_the_reason() -> None:
    other = opening(lambda: Toy(Text(("Ready",)), capabilities=frozenset()))

    comparison = between("advance 1s", other)

    assert comparison_told(comparison) == "skipped  script: other: this target's time cannot be moved"


def test_targets_that_show_the_same_and_end_otherwise_differ() -> None:
    def other() -> Toy:
        toy = printer()
        toy.settings["network.ssl"] = "Ciphertext Only"
        return toy

    comparison = between('check setting network.ssl == "Ciphertext Priority"', opening(other))

    assert (comparison.first, comparison.is_same) == (None, False)
    told = comparison_told(comparison)
    assert "toy: passed" in told
    assert 'it is "Ciphertext Only"' in told


def test_a_case_that_fails_alike_on_both_is_told_once() -> None:
    comparison = between('check line 1 "Menu"', TOY)

    assert comparison.is_same
    assert isinstance(comparison.outcomes[0], Failed)
    assert comparison_told(comparison).count("wanted:") == 1


def test_a_secret_is_in_no_comparison() -> None:
    def other() -> Toy:
        toy = printer()
        toy.indicators = toy.indicators._replace(alert_color="red")
        return toy

    text = (
        'secret KEY = env KEY\nnote "Zebra99q"\npress [Menu]\n'
        'select "Security Options" > "Driver Encryption Key"\npress [Enter]\ntype $KEY'
    )

    assert "Zebra" not in comparison_told(between(text, opening(other), KEY="Zebra99q"))


@pytest.mark.parametrize(
    ("text", "code", "last"),
    [
        ("press [Menu]", 0, "1 the same, 0 different, 0 skipped"),
        ('check line 1 "Menu"', 1, "0 the same, 1 failed alike, 0 different, 0 skipped"),
        ("needs glass\npress OK", 0, "1 the same, 0 different, 0 skipped"),
    ],
)
def test_a_run_of_comparisons_ends_with_a_summary_and_a_code(
    tmp_path: Path, text: str, code: int, last: str
) -> None:
    script = tmp_path / "a.keys"
    script.write_text(text)
    lines: list[str] = []

    assert compare_all([str(script)], (PRINTER, PRINTER), {}, lines.append) == code
    assert lines[-1] == last


def test_a_failure_says_how_to_log_in_again(tmp_path: Path) -> None:
    script = tmp_path / "a.keys"
    script.write_text('check line 1 "no"')
    lines: list[str] = []
    device = Target("socket:x", opening(printer), ("--as", "Ann Other", "--fresh"))

    assert compare_all([str(script)], (device, PRINTER), {}, lines.append) == 1

    assert f'again:  p800 keys run {script} --target socket:x --as "Ann Other" --fresh --case' in lines[0]


def test_a_difference_a_wrong_script_an_unknown_case_and_a_lost_target_have_codes(tmp_path: Path) -> None:
    script = tmp_path / "a.keys"
    script.write_text("press [Menu]")

    def unreachable() -> AbstractContextManager[Toy]:
        raise TargetLost("nobody there")

    def code(other: Open, path: Path = script, case: str | None = None) -> int:
        return compare_all([str(path)], (PRINTER, Target("other", other)), {}, lambda line: None, case=case)

    assert code(with_menu("Alert")) == 1
    assert code(TOY, case="nothing") == 2
    assert code(TOY, path=tmp_path / "none.keys") == 3
    assert code(unreachable) == 4
