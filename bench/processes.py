from bench.rows import Row


def rows(quick: bool) -> list[Row]:
    return []
