"""A flood in small: people who write meanwhile are heard, and the desk goes on. `make soak` has ten thousand."""

from pathlib import Path

import pytest

from tests.support.flood import as_shipped, flood, unheard
from tests.support.served import serving


@pytest.mark.slow
def test_in_a_small_flood_everybody_is_heard_and_the_desk_goes_on(tmp_path: Path) -> None:
    instance = as_shipped(tmp_path)
    with serving(instance.environment(), tmp_path / "server.log") as served:
        met = flood(instance, served, tmp_path, posts=200, guesses=80)
        assert all(writer.code for writer in met.writers), met
        assert unheard(instance, served, met) == set()
    assert set(met.posts) <= {200, 429}
    assert set(met.guesses) <= {422, 429}
    assert met.slower < 3 or max(met.busy) < 1, met.slower
