"""A short run of `make bench-calibration`: ours chooses more of the true best than every other way."""

from benchmarks.calibration import OURS, WAYS, compare, ours_is_best, report


def test_calibration_chooses_more_of_the_true_best_than_any_other_way():
    compared = compare(6)

    assert [each.name for each in compared] == list(WAYS)
    assert ours_is_best(compared)
    assert OURS in report(compared, [])
