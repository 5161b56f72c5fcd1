"""Dialogue as it is served, until it comes across certain words: then it is killed at a point.

The point stands in the file `dies` beside the database. Who started it again finds none there.
"""

import os
import signal
from functools import wraps
from pathlib import Path

import wsgi
from dialogue import fanout, lines, log
from dialogue.live import LiveWorkshop

WORDS = "These are my last words."
DIES = Path(os.environ["DIALOGUE_DATA_DIR"]) / "dies"
seen = 0


def die(point, *where):
    """Be gone at once, as in a power cut, where this is the point and the words are there."""
    if WORDS in repr(where) and DIES.exists() and DIES.read_text() == point:
        DIES.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


def before(point, where, name, looking):
    """Let a function begin with the end, where what it is given has the words in it."""
    whole = getattr(where, name)

    @wraps(whole)
    def dying(*given, **named):
        die(point, *looking(*given))
        return whole(*given, **named)

    setattr(where, name, dying)


def behind(point, where, name, looking):
    whole = getattr(where, name)

    @wraps(whole)
    def dying(*given, **named):
        result = whole(*given, **named)
        die(point, looking(result, *given))
        return result

    setattr(where, name, dying)


def third(_line, message):
    """Two have heard it, and the others have not."""
    global seen
    seen += WORDS in message.data
    return [message.data] if seen == 3 else []


if __name__ == "__main__":
    before("read", LiveWorkshop, "act", lambda _live, command, *_: [command])
    behind("decided", LiveWorkshop, "_decide", lambda written, *_: written)
    behind("written", log, "write", lambda _, _connection, _workshop, written: written)
    before("saved", LiveWorkshop, "_settle", lambda _live, _batch, written: [written])
    behind("answered", LiveWorkshop, "_patches", lambda found, *_: found[0])
    before("telling", lines.DirectLine, "tell", third)
    before("telling one", fanout.Fanout, "send", lambda _, _event, data, room: [data] * room[-1].isdigit())
    wsgi.main()
