"""Commands in, events and views out; then the edges; then real browsers."""
