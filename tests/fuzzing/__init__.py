"""What strangers may send: made up from the code itself, sent to a real server, and looked at.

Everything that is sent is bytes with a few places to fill in (`~code~`, `~cookie~`), so what went wrong
can be printed, pasted into a test, and sent once more to any server.
"""
