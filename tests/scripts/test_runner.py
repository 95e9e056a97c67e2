"""Playing cases on a toy panel: keys, labels, expectations on panel time, names, what makes a case fail."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from device.console import Light
from panel.keys import Key
from panel.scripts.cases import called, items, needs
from panel.scripts.loading import loads
from panel.scripts.outcome import Failed, Lost, Outcome, Passed, Skipped
from panel.scripts.runner import play
from panel.scripts.stage import AuditLine, Press, Seen

from .toy import Text, Toy, only, played, printer

MENU = "press [Menu]\n"


def failed(outcome: Outcome) -> Failed:
    assert isinstance(outcome, Failed), outcome
    return outcome


# -- press


def test_press_presses_exactly_these_keys() -> None:
    toy = printer()

    assert played("press Down*3 OK\npress Escape", toy) == Passed(0.0, 5)
    assert toy.journal == [Key.DOWN] * 3 + [Key.OK, Key.ESCAPE]


def test_each_stroke_is_one_request() -> None:
    toy = printer()

    played("press [Menu] Down*2 OK Up*3", toy)

    assert toy.asked == [
        Press((Key.SELECT2,)),
        Press((Key.DOWN,) * 2),
        Press((Key.OK,)),
        Press((Key.UP,) * 3),
    ]


def test_a_label_is_the_selection_key_under_it() -> None:
    toy = printer()

    assert isinstance(played('press [menu]\ncheck line 1 "Menu"', toy), Passed)
    assert toy.journal == [Key.SELECT2]


def test_a_label_that_is_not_there_names_those_that_are() -> None:
    outcome = failed(played("press [Menus]"))

    assert outcome.wanted == "the label [Menus]"
    assert outcome.found == "the display has [Prt.Jobs], [Menu]; did you mean 'Menu'?"


def test_a_label_where_there_are_none_says_so() -> None:
    assert failed(played(MENU + "press [Accept]")).found == "there are no labels on the display"


def test_a_repeated_label_has_to_stand_there_each_time() -> None:
    assert failed(played("press [Menu]*2")).found == "there are no labels on the display"


# -- expectations


@pytest.mark.parametrize(
    "condition",
    [
        'screen "Host Name"',
        "screen /^Paper +Input/",
        'screen "Menu Paper Input Host Name"',
        "screen /Input Host/",
        'no screen "Security"',
        'line 1 "Menu"',
        'no line 1 "Host"',
        'no line 9 "x"',
        'selected "Paper"',
        "no cursor 1 1",
        'indicator power "on"',
        'indicator alert "off"',
        'setting security.key == "not set"',
        'setting security.key != "set"',
        "setting network.ssl == /Priority$/",
        'audit "logged in"',
        'audit /in$/ by "admin"',
        'no audit "logged in" by "adm"',
        'no audit "logged in" by /x/',
    ],
)
def test_a_condition_is_met(condition: str) -> None:
    toy = printer()
    toy.after(0.5, lambda: toy.rows.append(AuditLine("logged in", "admin")))

    assert isinstance(played(f"{MENU}advance 1s\ncheck {condition}\nexpect {condition}", toy), Passed)


def test_the_audit_of_a_case_begins_with_it_on_a_panel_that_goes_on() -> None:
    toy = printer()
    toy.rows.append(AuditLine("logged in", "admin"))

    assert isinstance(played('check no audit "logged in"', toy), Passed)
    assert failed(played('press Menu\ncheck audit "logged in"', toy)).found == "the audit is empty"


@pytest.mark.parametrize(
    ("condition", "wanted", "found"),
    [
        ('screen "Off"', 'a display with "Off" now', "the last display below"),
        ('no screen "Menu"', 'not a display with "Menu" now', "the last display below"),
        ('line 2 "Host"', '"Host" on line 2 now', 'it is "Paper Input              "'),
        ('line 9 "x"', '"x" on line 9 now', "there is no such line"),
        ("selected /^Host/", "/^Host/ in the selected row now", 'it is "Paper Input              "'),
        ("cursor 3 1", "the cursor on row 3, column 1 now", "there is no cursor"),
        ('indicator alert "red"', 'indicator alert "red" now', "it is off"),
        ('setting network.ssl == "x"', 'setting network.ssl == "x" now', 'it is "Ciphertext Priority"'),
        ('setting network.sll == "x"', "the setting network.sll", "there is no setting of that name"),
        ('audit "x" by "y"', 'an audit row with "x" by "y" now', "the audit is empty"),
    ],
)
def test_a_condition_that_is_not_met_says_what_there_was(condition: str, wanted: str, found: str) -> None:
    outcome = failed(played(f"{MENU}check {condition}"))

    assert (outcome.wanted, outcome.found) == (wanted, found)
    assert outcome.where == "script.keys:2:1"


def test_an_alert_has_its_colour() -> None:
    assert isinstance(played(MENU + 'select "Alert"\ncheck indicator alert "blinking red"'), Passed)


def message(lasts: float) -> Toy:
    toy = printer()
    toy.open(Text(("Self checking...",), lasts=lasts))
    return toy


def test_expect_waits_on_panel_time_and_only_as_long_as_needed() -> None:
    assert played('expect line 1 "Ready"', message(1.5)) == Passed(1.5, 0)


def test_expect_gives_up_after_two_seconds_of_panel_time() -> None:
    outcome = failed(played('expect line 1 "Ready"', message(2.5)))

    assert outcome.wanted == '"Ready" on line 1 within 2 s'
    assert outcome.at == 2.0


def test_expect_can_be_given_another_time() -> None:
    assert played('expect line 1 "Ready" within 3s', message(2.5)) == Passed(2.5, 0)
    assert isinstance(played('expect line 1 "Ready" within 500ms', message(1.0)), Failed)


def test_expect_with_no_waits_until_it_has_gone() -> None:
    assert played('expect no screen "checking"', message(1.0)) == Passed(1.0, 0)


def test_expect_sees_what_stood_only_for_a_moment() -> None:
    class Hasty(Toy):
        """Tells of all displays at the end of a wait, as a target does that hears of them later."""

        def wait(self, at_most: float) -> Sequence[Seen]:
            return [*super().wait(at_most), *super().wait(at_most)]

    toy = Hasty(Text(("Ready",)))
    toy.after(0.5, lambda: toy.open(Text(("Updating...",), lasts=0.5)))

    assert isinstance(played('expect screen "Updating"\ncheck screen "Ready"', toy), Passed)


def test_never_holds_for_the_whole_time() -> None:
    assert played('never screen "Ready" for 2s', message(2.5)) == Passed(2.0, 0)


def test_never_fails_at_the_moment_it_is_so() -> None:
    outcome = failed(played('never screen "Ready" for 3s', message(2.5)))

    assert outcome.wanted == 'never a display with "Ready" for 3 s'
    assert outcome.found == "it was so after 2.5 s"


def test_advance_moves_panel_time() -> None:
    assert played('advance 3m\ncheck line 1 "Ready"', message(179.0)) == Passed(180.0, 0)


def test_rounding_does_not_make_a_wait_endless() -> None:
    toy = printer()
    toy.advance(1e9 / 3)

    assert isinstance(played('expect screen "nowhere" within 100ms', toy), Failed)


# -- names


def test_names_stand_for_texts() -> None:
    script = """
let word = "Menu"
macro see(what)
  let line = "1"
  check screen "${what}"
end
case "A"
  press [Menu]
  let other = "${word}"
  call see($other)
"""
    assert isinstance(played(script), Passed)


def test_a_macro_knows_the_file_and_not_its_caller() -> None:
    script = """
let word = "Menu"
macro see()
  check screen $word
end
case "A"
  let word = "nowhere"
  press [Menu]
  call see()
"""
    assert isinstance(played(script), Passed)


def test_a_failure_in_a_macro_tells_who_called_it() -> None:
    script = """macro inner()
  check screen "x"
end
macro outer()
  call inner()
end
case "A"
  call outer()
"""
    outcome = failed(played(script))

    assert outcome.where == "script.keys:2:3"
    assert outcome.callers == ("script.keys:8:3: call outer()", "script.keys:5:3: call inner()")


def test_the_environment_is_what_was_handed_in() -> None:
    script = 'let title = env TITLE else "Menu"\npress [Menu]\ncheck screen $title'

    assert isinstance(played(script), Passed)
    assert isinstance(played(script, TITLE="Paper"), Passed)
    assert isinstance(played(script, TITLE="nowhere"), Failed)


def test_a_variable_that_is_not_there_fails_the_case_by_name() -> None:
    outcome = failed(played("secret KEY = env DRIVER_KEY\npress OK\ntype $KEY"))

    assert outcome.found == 'the environment has no DRIVER_KEY, and there is no else "text" for that case'
    assert outcome.where == "script.keys:3:1"


def test_a_name_without_a_value_harms_only_who_uses_it() -> None:
    names = 'secret KEY = env DRIVER_KEY\nlet BOTH = "a ${KEY}"\n'
    text = f'{names}case "A"\npress OK\ncase "B"\ncheck line 1 $BOTH\n'
    first, second = items(loads(text))

    assert isinstance(play(first, printer()), Passed)
    assert failed(play(second, printer())).found.startswith("the environment has no DRIVER_KEY")


DOUBLED = 'let N0 = "ab"\n' + "".join(f'let N{n + 1} = "${{N{n}}}${{N{n}}}"\n' for n in range(40))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (f"{DOUBLED}type $N40", "script.keys:17:1"),
        ("let LONG = env LONG\ntype $LONG", "script.keys:1:1"),
        (f'type "{"x" * 70_000}"', "script.keys:1:1"),
        ('let A = env HALF\ncase "A"\n  row b="${A}${A}"\n  type $b', "script.keys:3:3"),
        (
            'let A = env HALF\nmacro m(x)\n  type "${x}${x}"\nend\ncase "A"\n  call m("${A}${A}")',
            "script.keys:6:3",
        ),
    ],
)
def test_a_text_that_grows_too_long_fails_the_case(text: str, where: str) -> None:
    (item,) = items(loads(text))

    outcome = failed(play(item, printer(), {"LONG": "x" * 65_537, "HALF": "x" * 33_000}))

    assert (outcome.where, outcome.wanted) == (where, "a text of at most 65536 characters")


def test_a_case_is_played_once_for_each_row() -> None:
    script = loads('case "A"\nrow what="Paper"\nrow what="nowhere"\npress [Menu]\ncheck screen $what\n')
    every = items(script)

    assert [item.title for item in every] == ["A[1]", "A[2]"]
    assert [type(play(item, printer())) for item in every] == [Passed, Failed]


def test_a_case_is_called_by_its_name_or_with_its_row() -> None:
    every = items(loads('case "A"\nrow x="1"\nrow x="2"\ncase "B"\n'))

    assert [item.title for item in called(every, "A")] == ["A[1]", "A[2]"]
    assert [item.title for item in called(every, "A[2]")] == ["A[2]"]
    assert called(every, "C") == ()


# -- what a target cannot do


@pytest.mark.parametrize(
    ("text", "capability"),
    [
        ("needs audit\npress OK", "audit"),
        ('case "A"\nneeds indicators\npress OK', "indicators"),
        ('expect no setting a.b == "x"', "settings"),
        ('check audit "x"', "audit"),
        ('never indicator alert "on" for 1s', "indicators"),
        ("advance 1s", "virtual-time"),
        ('macro m()\nadvance 1s\nend\nmacro n()\ncall m()\nend\ncase "A"\ncall n()', "virtual-time"),
    ],
)
def test_what_a_case_needs_is_read_from_it(text: str, capability: str) -> None:
    assert needs(only(text)) == {capability}


def test_a_case_that_needs_more_than_the_target_can_do_is_skipped_before_any_key() -> None:
    toy = Toy(Text(("Ready",)), capabilities=frozenset({"settings"}))

    outcome = played('press OK\ncheck setting a.b == "x"\nadvance 1s\ncheck audit "x"', toy)

    assert outcome == Skipped("this target has no audit access; this target's time cannot be moved")
    assert toy.journal == []


def test_a_target_that_is_lost_ends_the_case() -> None:
    toy = printer()
    toy.lost_after = 3

    outcome = played("press OK*2\npress Down*2", toy)

    assert outcome == Lost("script.keys:2:1", "press Down*2", "the toy was taken away")


def test_an_error_of_the_machine_is_not_taken_for_an_outcome() -> None:
    toy = printer()
    toy.advance = None  # type: ignore[assignment]  # a machine that is broken

    with pytest.raises(TypeError):
        played("advance 1s", toy)


def test_lights_are_told_by_what_they_do() -> None:
    toy = printer()
    toy.indicators = toy.indicators._replace(data_in=Light.BLINKING)

    assert isinstance(played('check indicator DATA_IN "blinking"', toy), Passed)
