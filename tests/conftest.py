"""What every test may ask for."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from dialogue import App, create_app
from dialogue.config import read_settings
from dialogue.live import LiveWorkshop
from tests.house import House
from tests.server import Server
from tests.services import IS_POSTGRESQL, Postgresql, Redis, environment, forget
from tests.several import Several
from tests.table import Table

# What depends on the database that keeps the workshops runs on PostgreSQL too. All else is a fold of
# the log, or speaks to a server that stands on the same few files as these.
TWICE = {
    *("test_about_me", "test_anonymity", "test_archive_numbers", "test_brought_along", "test_bundle"),
    *("test_accounts", "test_admin", "test_chain", "test_holders"),
    *("test_crash", "test_erasing", "test_flags", "test_following", "test_forgetting", "test_full"),
    *("test_jobs", "test_swept", "test_anonymity_held"),
    *("test_library", "test_live", "test_people", "test_register", "test_retention", "test_search"),
    *("test_secrecy", "test_stopping", "test_summary_edit"),
    *("test_between", "test_clock", "test_ends", "test_kill", "test_machine", "test_same_note"),
    *("test_storage", "test_tunnel"),
}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "sqlite: about SQLite; where TEST_DATABASE is another, left out")
    config.addinivalue_line("markers", "postgresql: about PostgreSQL; left out unless TEST_DATABASE says so")


# What starts processes of its own: real servers, browsers.
STARTED = {"server_in", "several", "talkative", "chromium"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what one database is enough for; give what waits for real processes a second try.

    The machine is shared, so a process may be late. The report counts each second try.
    """
    for item in items:
        if STARTED & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.flaky(reruns=1))
    other = "sqlite" if IS_POSTGRESQL else "postgresql"
    left_out = {item for item in items if item.get_closest_marker(other)}
    if IS_POSTGRESQL:
        left_out |= {item for item in items if item.path.stem not in TWICE}
    if left_out:
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(autouse=True)
def files_as_usual() -> None:
    """The command line makes files for itself alone. Here it is called in this process, and is not alone."""
    os.umask(0o022)


@pytest.fixture(autouse=True)
def goes_away(tmp_path: Path) -> Iterator[None]:
    """What a test kept in its own directory is gone after it, also where that is in PostgreSQL."""
    yield
    forget(tmp_path)


@pytest.fixture
def table() -> Table:
    """An open workshop with nothing on its run sheet."""
    return Table()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Everything behind the sockets, in this process."""
    house = House(tmp_path)
    yield house
    house.close()


@pytest.fixture
def live(house: House) -> LiveWorkshop:
    """A new workshop, live in the house."""
    return house.workshop()


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
    app = create_app(read_settings(environment(tmp_path_factory.mktemp("app"))))
    app.database.migrate()
    yield app
    app.database.close()


@pytest.fixture(scope="session")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Several]:
    """Three processes on a PostgreSQL and a Redis of their own, which tests may stop and start again."""
    directory = tmp_path_factory.mktemp("several")
    (directory / "redis").mkdir()
    with Postgresql() as postgresql, Redis(directory / "redis") as messages:
        several = Several(directory, postgresql, messages)
        try:
            for _ in range(3):
                several.add()
            yield several
        finally:
            several.kill()
