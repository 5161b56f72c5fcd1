"""What every test may ask for."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from dialogue import App, create_app
from dialogue.config import read_settings
from tests.server import Server
from tests.table import Table


@pytest.fixture
def table() -> Table:
    """An open workshop with nothing on its run sheet."""
    return Table()


@pytest.fixture(scope="session")
def server_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Server]]:
    """A real server in an async mode. It starts when first asked for and serves all tests."""
    started: dict[str, Server] = {}
    with ExitStack() as stack:

        def server_in(mode: str) -> Server:
            if mode not in started:
                started[mode] = stack.enter_context(Server(tmp_path_factory.mktemp(mode), mode))
            return started[mode]

        yield server_in


@pytest.fixture
def server(server_in: Callable[[str], Server]) -> Server:
    """The real server as it is served by default."""
    return server_in("eventlet")


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The application in this process, for pages asked for one by one."""
    folder = str(tmp_path_factory.mktemp("app"))
    app = create_app(read_settings({"DIALOGUE_DATA_DIR": folder, "DIALOGUE_ASYNC_MODE": "threading"}))
    app.database.migrate()
    yield app
    app.database.close()
