"""What every test may ask for."""

import pytest

from tests.table import Table


@pytest.fixture
def table() -> Table:
    """An open workshop with nothing on its run sheet."""
    return Table()
