"""What tests of every kind share."""

import os
import shutil

import pytest

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
