"""What a set of grades is worth, and how sure we are."""

FIRST_RULE = {
    "values": {"5": 100, "4": 80, "3": 60, "2": 30, "1": 0},
    "gates": {"shown": 5, "provisional": 30, "counted": 100},
}
