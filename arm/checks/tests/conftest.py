"""What the tests share: the files as they are, read once."""

import copy

import pytest

from armchecks.sources import read

FILES = read()


@pytest.fixture
def sources():
    """The files as they are, for a test to spoil."""
    return copy.deepcopy(FILES)
