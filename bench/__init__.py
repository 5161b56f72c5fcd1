"""How fast Dialogue is, each number beside that of a bare Socket.IO server in the same run.

`make bench` prints one table. Numbers of different machines, or of different runs, say little;
the ratios between the columns say what our rules, our log and our views cost.
"""
