"""What the linter finds odd, and what it lets pass."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given

from device.settings.everything import ALL
from panel.keys import SELECTION, Key
from panel.scripts.core import open_core
from panel.scripts.linting import lint
from panel.scripts.loading import load, loads
from panel.scripts.parser import parse
from panel.scripts.vocabulary import is_item, is_label, labels, misspelt
from tests.scripts.scripts import scripts

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").rglob("*.keys"))

MODES = 'it reads "Ciphertext Priority" or "Ciphertext/Cleartext" or "Ciphertext Only"'


def remarks(text: str, files: Mapping[str, str] | None = None) -> list[str]:
    """What is said about a script, each with the line it is said of."""
    script = loads(text, "a.keys", lambda path: (files or {})[os.path.basename(path)])
    return [f"{remark.span.line}: {remark.message}" for remark in lint(script)]


def of_case(*steps: str) -> list[str]:
    """What is said about the steps of a case that looks at something too."""
    return remarks("\n".join(('case "a"', *steps, 'check line 1 "x"')))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_nothing_is_odd_about_the_examples(path: Path) -> None:
    assert [str(remark) for remark in lint(load(str(path)))] == []


def test_nothing_is_odd_about_the_example_of_the_languages_page() -> None:
    page = (ROOT / "docs" / "keys.md").read_text(encoding="utf-8")
    text = re.findall(r"^```\n(.*?)^```", page, re.MULTILINE | re.DOTALL)[0]

    assert [str(remark) for remark in lint(loads(text))] == []


# -- names of the machine


def test_a_setting_that_does_not_exist() -> None:
    assert of_case('check setting network.permit_ssl == "x"') == [
        "2: there is no setting network.permit_ssl; did you mean 'network.permit_ssl_tls'?"
    ]


def test_a_value_that_a_setting_never_has() -> None:
    assert of_case(
        'check setting network.permit_ssl_tls == "Ciphertext Only"',
        'check no setting network.permit_ssl_tls != "cipher only"',
        "check setting network.permit_ssl_tls == /Only$/",
        "check setting network.permit_ssl_tls == /only/",
        'expect setting security.driver_encryption_key == "typed"',
    ) == [
        f"3: network.permit_ssl_tls never reads \"cipher only\": {MODES}; did you mean 'Ciphertext Only'?",
        f"5: network.permit_ssl_tls never reads so; {MODES}",
        '6: security.driver_encryption_key never reads "typed": it reads "set" or "not set"',
    ]


def test_a_text_that_is_no_value() -> None:
    (remark,) = of_case(
        'check setting network.ipv4_address == "192.0.2.7"', 'check setting network.ipv4_address == "192.0.2"'
    )

    assert remark.startswith('3: network.ipv4_address never reads "192.0.2": ')
    assert remark.endswith("enter one like 192.0.2.10")


def test_what_a_fresh_machine_reads_is_never_odd() -> None:
    with open_core() as stage:
        assert {
            setting.name: why for setting in ALL if (why := misspelt(setting, stage.setting(setting.name)))
        } == {}


def test_a_label_that_no_screen_shows() -> None:
    assert of_case("press [accept]", "press [Accetp]", "hold [Foo] 2s") == [
        "3: no screen of the panel shows the label [Accetp]; did you mean 'Accept'?",
        "4: no screen of the panel shows the label [Foo]",
    ]


def test_every_label_on_the_way_through_the_panel_is_known() -> None:
    seen: set[str] = set()
    with open_core() as stage:
        for key in (Key.MENU, SELECTION[2], SELECTION[0], Key.ESCAPE, Key.ESCAPE, Key.ESCAPE, SELECTION[0]):
            seen |= set(stage.press((key,))[-1].display.labels)

    assert {"Login", "Enter", "Delete", "ABC/123", "Accept", "Prt.Jobs"} <= seen <= {"", *labels()}
    assert all(is_label(label.upper()) for label in seen if label)


def test_an_item_that_no_list_has() -> None:
    assert of_case('select "Host Interface" > "Netwrok"', 'select "Permit SSL/TLS"', 'select "Level 2"') == [
        "2: no list of the panel has the item \"Netwrok\"; did you mean 'Network'?"
    ]


@pytest.mark.parametrize(
    "name", ["Host Interface", "*Level 2", "[x] Ethernet", "DHCP  On", "Driver Encryption"]
)
def test_an_item_may_be_named_as_it_stands_on_its_row_or_by_its_first_words(name: str) -> None:
    assert is_item(name)


def test_names_of_jobs_are_not_judged() -> None:
    assert of_case("press [Prt.Jobs]", 'select "report.pdf"', "press Menu", 'select "report.pdf"') == [
        '5: no list of the panel has the item "report.pdf"'
    ]


def test_a_place_beyond_the_display() -> None:
    assert of_case('check no line 5 "x"', "check cursor 4 25", "check cursor 1 26", "check cursor 5 1") == [
        "2: the display has 4 lines",
        "4: the display has 4 lines of 25 characters",
        "5: the display has 4 lines of 25 characters",
    ]


def test_a_text_longer_than_a_line_is() -> None:
    assert of_case(
        'check line 1 "12345678901234567890123456"', 'check screen "1234567890123456789012 4567"'
    ) == ["2: no line of the display has so many characters; it has 25"]


def test_a_physical_panel_may_have_more_lines() -> None:
    assert of_case('check glass 8 "x"') == []


def test_an_indicator_that_is_never_so() -> None:
    assert of_case(
        'check indicator alert "red"', 'check indicator alert "blue"', "check indicator power /^o/"
    ) == ["3: no indicator is so; it is off, on, blinking, on red, on yellow, blinking red, blinking yellow"]


# -- texts under names


def test_a_wrong_name_is_told_where_it_is_written() -> None:
    text = """\
let WHERE = "Netwrok"
macro choose(name)
  select $name
end
case "a"
  row mode="Ciphertext Only"
  row mode="Ciphertext"
  select "Host Interface"
  call choose($WHERE)
  call choose("${WHERE}s")
  check setting network.permit_ssl_tls == $mode
"""
    assert [remark.partition(";")[0] for remark in remarks(text)] == [
        '1: no list of the panel has the item "Netwrok"',
        f'7: network.permit_ssl_tls never reads "Ciphertext": {MODES}',
        '10: no list of the panel has the item "Netwroks"',
    ]


def test_what_comes_from_the_environment_is_not_judged() -> None:
    text = 'let A = env A else "Nowhere"\nsecret B = env B else "No"\nselect $A > $B\ncheck line 1 $A\n'

    assert remarks(text) == []


def test_macros_that_call_macros_many_times_end_soon() -> None:
    levels = [
        f'macro m{level}(x)\n  call m{level - 1}("${{x}}a")\n  call m{level - 1}("${{x}}b")\nend'
        for level in range(1, 18)
    ]
    text = "\n".join(
        ("macro m0(x)\n  select $x\nend", *levels, 'case "a"', '  call m17("")', '  check line 1 "x"')
    )

    assert 0 < len(remarks(text)) <= 1000


# -- what is there for nothing


def test_a_case_that_asserts_nothing() -> None:
    text = """\
macro look()
  check line 1 "x"
end
case "a"
  press Menu
case "b"
  call look()
case "for its picture"
  shot "rest"
"""
    assert remarks(text) == ["4: this case asserts nothing: it has no check, expect or never"]


def test_names_and_macros_that_nothing_uses() -> None:
    text = """\
let A = "a"
let B = "${A}b"
secret C = env C
macro m()
  call n()
end
macro n()
  press OK
end
case "a"
  let own = "x"
  check line 1 "x"
"""
    assert remarks(text) == [
        "2: the name B is used nowhere",
        "3: the name C is used nowhere",
        "4: no case calls the macro m",
        "7: no case calls the macro n",
        "11: the name own is used nowhere",
    ]


def test_a_file_without_cases_is_there_to_be_included() -> None:
    assert remarks('let A = "a"\nmacro m()\n  press [Foo]\nend\n') == [
        "3: no screen of the panel shows the label [Foo]"
    ]


def test_an_include_that_brings_nothing_of_use() -> None:
    files = {
        "used.keys": 'include "inner.keys"\nlet OTHER = "x"\n',
        "inner.keys": "macro look(text)\n  check line 1 $text\nend\n",
        "unused.keys": 'let NOTHING = "x"\n',
        "needs.keys": "needs settings\n",
    }
    includes = 'include "used.keys"\ninclude "unused.keys"\ninclude "needs.keys"\n'

    assert remarks(f'{includes}case "a"\n  call look("x")\n', files) == ["2: nothing of unused.keys is used"]


def test_what_is_odd_in_an_included_macro_comes_last_and_with_its_own_place() -> None:
    files = {"z.keys": "macro m()\n  press [Foo]\nend\n"}
    script = loads(
        'include "z.keys"\ncall m()\npress [Bar]\ncheck line 1 "x"\n', "a.keys", lambda path: files[path]
    )

    assert [remark.span.where for remark in lint(script)] == ["a.keys:3:7", "z.keys:2:9"]


# -- how it is told


def test_a_comment_lets_a_line_pass() -> None:
    assert of_case("press [Foo]  # lint: allow", "press [Foo]  # not there; lint: allow", "press [Bar]") == [
        "3: no screen of the panel shows the label [Foo]",
        "4: no screen of the panel shows the label [Bar]",
    ]


def test_a_remark_shows_line_and_place() -> None:
    (remark,) = lint(loads('press [Foo]\ncheck line 1 "x"\n', "a.keys"))

    assert str(remark) == (
        "a.keys:1:7: warning: no screen of the panel shows the label [Foo]\n    press [Foo]\n          ^^^^^"
    )


@given(scripts())
def test_any_script_can_be_linted_and_its_remarks_stand_in_order(text: str) -> None:
    found = lint(parse(text))

    places = [(remark.span.line, remark.span.column) for remark in found]
    assert places == sorted(places)
