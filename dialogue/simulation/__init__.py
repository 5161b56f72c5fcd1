"""Simulated people: phones that speak to a real server over real sockets.

One thread holds all of them. `wire` is the connection, `phone` what a phone does with it,
`holding` a whole workshop, `load` a measurement.
"""
