"""Pictures of every surface in every state and colour, to be looked at: `make shots`.

Each is made from a workshop that this makes itself, told up to one moment by the rules of a live one.
"""
