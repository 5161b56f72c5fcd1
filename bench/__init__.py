"""How fast Dialogue is, and what that costs, beside others in the same run.

`make bench` prints one table. Numbers of different machines, or of different runs, say little;
the ratios between the columns say what our rules, our log and our views cost, and what our
fan-out saves: beside Dialogue stand a bare Socket.IO server on Node, which keeps nothing and sends
the same texts to the same clients, and Dialogue itself, doing everything one by one.
"""
