"""Cases in the order of a seed."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from panel.scripts.batch import run
from panel.scripts.shuffling import shuffled

from .toy import opened


@given(st.lists(st.text(), unique=True), st.integers())
def test_everything_is_there_and_one_seed_gives_one_order(names: list[str], seed: int) -> None:
    order = shuffled(names, seed, str)

    assert sorted(order) == sorted(names)
    assert shuffled(list(reversed(names)), seed, str) == order


@given(st.lists(st.text(), unique=True), st.integers(), st.sets(st.integers(0, 30)))
def test_what_is_left_out_does_not_change_the_order_of_the_rest(
    names: list[str], seed: int, out: set[int]
) -> None:
    kept = [name for place, name in enumerate(names) if place not in out]

    assert shuffled(kept, seed, str) == [name for name in shuffled(names, seed, str) if name in kept]


def test_seeds_give_different_orders() -> None:
    names = [f"case {number}" for number in range(20)]

    assert len({tuple(shuffled(names, seed, str)) for seed in range(10)}) == 10


def played(path: Path, seed: int | None) -> list[str]:
    lines: list[str] = []
    run([str(path)], opened, {}, lines.append, seed=seed)
    return lines


def test_a_shuffled_run_says_its_seed_and_repeats_its_order(tmp_path: Path) -> None:
    path = tmp_path / "a.keys"
    path.write_text("\n".join(f'case "{number}"\npress [Menu]' for number in range(12)))

    lines = played(path, 5)

    assert lines[0] == "seed: 5"
    assert lines == played(path, 5)
    assert lines != played(path, 6)
    assert sorted(lines[1:]) == sorted(played(path, None))


def test_a_failure_of_a_shuffled_run_says_how_to_have_the_order_again(tmp_path: Path) -> None:
    path = tmp_path / "a.keys"
    path.write_text("press [Accept]")

    assert played(path, 5)[1].endswith('--case "a"\n  seed:   5 (the same order again: --shuffle --seed 5)')
    assert "seed" not in "\n".join(played(path, None))
