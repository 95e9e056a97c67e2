"""What a witness of a case is told: steps, keys, displays, pictures, all of it masked."""

from __future__ import annotations

from panel.scripts.core import CoreStage, fresh_machine
from panel.scripts.language import Step
from panel.scripts.runner import play
from panel.scripts.witness import ShownText, Sighting, Witness
from tests.scripts.toy import only, printer

ENTER_A_SECRET = """\
secret KEY = env KEY
press [Menu]
select "Security Options" > "Driver Encryption Key"
press [Enter]
type $KEY
press [Accept]
shot "after ${KEY}"
"""


class Journal:
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, object]] = []
        self.shots: list[tuple[str, Sighting]] = []

    def step(self, step: Step, statement: str, shown: ShownText) -> None:
        self.told.append(("step", type(step).__name__))

    def pressed(self, keys: tuple[str, ...]) -> None:
        self.told.append(("pressed", keys))

    def saw(self, sighting: Sighting) -> None:
        self.told.append(("saw", sighting))

    def shot(self, name: str, sighting: Sighting) -> None:
        self.told.append(("shot", name))
        self.shots.append((name, sighting))

    def of(self, kind: str) -> list[object]:
        return [what for is_kind, what in self.told if is_kind == kind]


def witnessed(text: str, **environment: str) -> Journal:
    journal = Journal()
    witness: Witness = journal
    play(only(text), printer(), environment, witness)
    return journal


def test_a_witness_is_told_each_step_then_its_keys_then_what_they_led_to() -> None:
    journal = witnessed('note "first"\npress [Menu] Down')

    assert [kind for kind, _ in journal.told] == ["saw", "step", "step", "pressed", "saw", "pressed", "saw"]
    assert journal.of("step") == ["Note", "Press"]
    assert journal.of("pressed") == [("[Menu]",), ("Down",)]


def test_all_keys_of_a_stroke_are_told_however_many() -> None:
    journal = Journal()
    play(only("press Menu Down*30"), CoreStage(*fresh_machine()), {}, journal)

    assert journal.of("pressed") == [("Menu",), ("Down",) * 30]


def test_a_display_that_looks_the_same_is_told_once() -> None:
    journal = witnessed("press OK OK OK")

    assert len(journal.of("saw")) == 1


def test_steps_of_a_macro_follow_its_call() -> None:
    journal = witnessed('macro m()\npress OK\nend\ncase "A"\ncall m()\n')

    assert journal.of("step") == ["Call", "Press"]


def test_a_picture_is_of_what_stands_there() -> None:
    ((name, sighting),) = witnessed('press [Menu]\nshot "the menu"').shots

    assert name == "the menu"
    assert sighting.lines[0].strip() == "Menu"
    assert sighting.selected == 1


def test_a_witness_learns_no_secret() -> None:
    journal = witnessed(ENTER_A_SECRET, KEY="Zebra99q")

    assert "Zebra" not in repr(journal.told)
    assert ("pressed", ("****",)) in journal.told
    assert journal.of("shot") == ["after ****"]


def test_a_witness_is_told_the_same_whatever_the_secret() -> None:
    def told(secret: str) -> list[object]:
        journal = witnessed(ENTER_A_SECRET, KEY=secret)
        return [
            (kind, [what.lines for what in [what] if isinstance(what, Sighting)] or what)
            for kind, what in journal.told
        ]

    assert told("ab") == told("Zebra99qqqqqqqqqqqqq!")
