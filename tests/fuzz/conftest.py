"""How much is tried: a little with all tests, always the same; as much as one likes, and other things, by `make fuzz`."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, settings

TIMES = int(os.environ.get("LATARNIK_FUZZ", "1"))
"""How many times as many examples as `make test` tries."""


@pytest.fixture(scope="session")
def tries():
    """Settings for so many examples; `shrinks`: what was found is made smaller, where one example costs little enough."""

    def of(examples: int, *, shrinks: bool = False, **more) -> settings:
        return settings(
            max_examples=examples * TIMES,
            derandomize=TIMES == 1,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            print_blob=TIMES > 1,
            phases=[Phase.explicit, Phase.generate, *([Phase.shrink] if shrinks else [])],
            **more,
        )

    return of
