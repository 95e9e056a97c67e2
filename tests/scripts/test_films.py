"""A run as a film: in which order and at what pace displays and markers come."""

from __future__ import annotations

from panel.scripts.core import CoreStage, fresh_machine
from panel.scripts.films import LAST, LONGEST, SHORTEST, Film
from panel.scripts.runner import play
from tests.scripts.toy import only


def filmed(*texts: str) -> Film:
    film = Film()
    for text in texts:
        item = only(text)
        play(item, CoreStage(*fresh_machine()), {}, film.scene(item))
    return film


def test_each_display_stands_long_enough_to_be_read() -> None:
    frames = filmed("press Menu\npress Down\npress Down").frames()

    assert [seconds for _, seconds in frames[:-1]] == [SHORTEST] * 3
    assert frames[-1][1] == LAST


def test_a_long_wait_is_cut_short() -> None:
    film = filmed("press Menu\nadvance 300s")

    assert max(seconds for _, seconds in film.frames()) == LONGEST


def test_a_marker_stands_where_its_step_begins() -> None:
    moments = filmed("press Menu\npress Down").moments()

    words = [(moment.at, moment.what) for moment in moments if isinstance(moment.what, str)]
    assert words == [(0.0, "script"), (0.0, "press Menu"), (SHORTEST, "press Down")] or words == [
        (0.0, "script"),
        (SHORTEST, "press Menu"),
        (2 * SHORTEST, "press Down"),
    ]


def test_cases_follow_each_other() -> None:
    moments = filmed("press Menu", 'note "second"').moments()

    times = [moment.at for moment in moments]
    assert times == sorted(times)
    assert [moment.what for moment in moments if isinstance(moment.what, str)].count("script") == 2


def test_a_film_of_nothing_is_empty() -> None:
    assert Film().frames() == []
    assert Film().moments() == ()
