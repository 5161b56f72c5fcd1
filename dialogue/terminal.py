"""What all commands of the command line share: the workbench, every no as one line, JSON."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import msgspec

from dialogue.config import BadSetting
from dialogue.database import Unavailable
from dialogue.kernel import Refused
from dialogue.workbench import Workbench

FileType = click.Path(exists=True, dir_okay=False, path_type=Path)


@contextmanager
def workbench() -> Iterator[Workbench]:
    """The workbench, and every no as one line."""
    bench = None
    try:
        bench = Workbench()
        yield bench
    except BadSetting as bad:
        raise usage_error(str(bad)) from None
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    except Unavailable as error:
        raise click.ClickException(f"The database does not answer: {error}.") from None
    finally:
        if bench:
            bench.close()


def usage_error(message: str) -> click.ClickException:
    error = click.ClickException(message)
    error.exit_code = 2
    return error


def say_json(value: Any) -> None:
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2))
