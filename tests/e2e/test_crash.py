"""Never lost, never twice: the process is killed while it sends. `crash.py` says what is held."""

import os
import random

import pytest

from tests.databases import Databases
from tests.e2e.crash import EVERY_PHASE, FEW_PHASES, crash

#: `ZHOUZHI_KILLS=200` goes through every phase, with all contacts.
KILLS = int(os.environ.get("ZHOUZHI_KILLS", "5"))
IS_THOROUGH = KILLS > 50


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_each_nudge_is_accepted_once_or_again_and_marked(
    kind: str, request: pytest.FixtureRequest
) -> None:
    databases: Databases = request.getfixturevalue(kind)
    seed = int(os.environ.get("ZHOUZHI_SEED", random.SystemRandom().randrange(10**6)))
    print(f"again with ZHOUZHI_KILLS={KILLS} ZHOUZHI_SEED={seed}")

    report = await crash(
        EVERY_PHASE if IS_THOROUGH else FEW_PHASES,
        kills=KILLS,
        seed=seed,
        contacts=300 if IS_THOROUGH else 80,
        url=databases.ready(),
    )

    print(report)
    assert report.faults == []
    assert report.kills >= KILLS
