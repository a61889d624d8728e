"""What tests of every kind share."""

import os
import shutil

import pytest
from hypothesis import HealthCheck, settings

# The same examples each time, and no verdict on how fast the machine is.
settings.register_profile(
    "zhouzhi", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("zhouzhi")

_CHROMIUMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a browser; without one the test is skipped, on a build machine it fails."""
    path = next(filter(None, map(shutil.which, _CHROMIUMS)), None)
    if path is None:
        reason = "no Chromium here: sudo apt install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path
