"""The engine of the jobs on either kind of queue."""

from pathlib import Path

import pytest

from selection.queues import connect


@pytest.mark.parametrize("kind", ["sqlite", "redis"])
def test_what_is_asked_for_waits_in_the_queue(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    url = f"sqlite:///{tmp_path}/queue.sqlite" if kind == "sqlite" else request.getfixturevalue("redis_url")
    queue = connect(url)

    @queue.task(name="double")
    def double(number: int) -> int:
        return 2 * number

    asked = double(21)
    waiting = queue.dequeue()
    queue.execute(waiting)

    assert asked.get() == 42
    assert queue.pending_count() == 0
