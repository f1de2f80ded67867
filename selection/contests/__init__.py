"""竞赛授予: the second way to a title, by the result of a contest; it uses no place."""
