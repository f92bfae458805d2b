"""Published coefficients of finite differences, as fractions."""

from fractions import Fraction

# B. Fornberg, Mathematics of Computation 51, 1988: the tables for central, half-way and one-sided
# grids of unit spacing. The half of a central row that follows by symmetry is left out.
CENTRAL = {
    1: (
        "-1/2 0",
        "1/12 -2/3 0",
        "-1/60 3/20 -3/4 0",
        "1/280 -4/105 1/5 -4/5 0",
    ),
    2: (
        "1 -2",
        "-1/12 4/3 -5/2",
        "1/90 -3/20 3/2 -49/18",
        "-1/560 8/315 -1/5 8/5 -205/72",
    ),
    3: (
        "-1/2 1 0",
        "1/8 -1 13/8 0",
        "-7/240 3/10 -169/120 61/30 0",
    ),
    4: (
        "1 -4 6",
        "-1/6 2 -13/2 28/3",
        "7/240 -2/5 169/60 -122/15 91/8",
    ),
}
HALF_WAY = {
    1: (
        "-1 1",
        "1/24 -9/8 9/8 -1/24",
        "-3/640 25/384 -75/64 75/64 -25/384 3/640",
        "5/7168 -49/5120 245/3072 -1225/1024 1225/1024 -245/3072 49/5120 -5/7168",
    ),
    2: ("1/2 -1/2 -1/2 1/2", "-5/48 13/16 -17/24 -17/24 13/16 -5/48"),
    3: ("-1 3 -3 1", "1/8 -13/8 17/4 -17/4 13/8 -1/8"),
    4: ("1/2 -3/2 1 1 -3/2 1/2",),
}
FORWARD = {
    1: (
        "-1 1",
        "-3/2 2 -1/2",
        "-11/6 3 -3/2 1/3",
        "-25/12 4 -3 4/3 -1/4",
        "-137/60 5 -5 10/3 -5/4 1/5",
        "-49/20 6 -15/2 20/3 -15/4 6/5 -1/6",
        "-363/140 7 -21/2 35/3 -35/4 21/5 -7/6 1/7",
        "-761/280 8 -14 56/3 -35/2 56/5 -14/3 8/7 -1/8",
    ),
    2: (
        "1 -2 1",
        "2 -5 4 -1",
        "35/12 -26/3 19/2 -14/3 11/12",
        "15/4 -77/6 107/6 -13 61/12 -5/6",
        "203/45 -87/5 117/4 -254/9 33/2 -27/5 137/180",
        "469/90 -223/10 879/20 -949/18 41 -201/10 1019/180 -7/10",
        "29531/5040 -962/35 621/10 -4006/45 691/8 -282/5 2143/90 -206/35 363/560",
    ),
    3: (
        "-1 3 -3 1",
        "-5/2 9 -12 7 -3/2",
        "-17/4 71/4 -59/2 49/2 -41/4 7/4",
        "-49/8 29 -461/8 62 -307/8 13 -15/8",
        "-967/120 638/15 -3929/40 389/3 -2545/24 268/5 -1849/120 29/15",
        "-801/80 349/6 -18353/120 2391/10 -1457/6 4891/30 -561/8 527/30 -469/240",
    ),
    4: (
        "1 -4 6 -4 1",
        "3 -14 26 -24 11 -2",
        "35/6 -31 137/2 -242/3 107/2 -19 17/6",
        "28/3 -111/2 142 -1219/6 176 -185/2 82/3 -7/2",
        "1069/80 -1316/15 15289/60 -2144/5 10993/24 -4772/15 2803/20 -536/15 967/240",
    ),
}


def fractions(row: str) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, row.split()))


def central_row(row: str, order: int) -> tuple[Fraction, ...]:
    half = fractions(row)
    return half + tuple((-1) ** order * c for c in half[-2::-1])


def published() -> dict[tuple, tuple[Fraction, ...]]:
    """(offsets, derivative order) -> coefficients."""
    table = {}
    for order, rows in CENTRAL.items():
        for row in (central_row(text, order) for text in rows):
            reach = len(row) // 2
            table[tuple(range(-reach, reach + 1)), order] = row
    for order, rows in HALF_WAY.items():
        for row in map(fractions, rows):
            table[tuple(n + 0.5 for n in range(-len(row) // 2, len(row) // 2)), order] = row
    for order, rows in FORWARD.items():
        for row in map(fractions, rows):
            table[tuple(range(len(row))), order] = row
    return table


PUBLISHED = published()
