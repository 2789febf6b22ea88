"""Conversations that wait below the one that runs: each keeps its place and its answers."""

from msgspec import structs

from handlers import waiting
from store.draft import Draft


def stack(*names: str) -> Draft:
    """Conversations, the running one first; each began a moment after the one below it."""
    running: Draft | None = None
    for started, name in enumerate(reversed(names), start=1):
        running = Draft(1, name, started, suspended=running)
    assert running is not None
    return running


def names(running: Draft | None) -> str:
    return " ".join(draft.dialogue for draft in waiting.chain(running))


def test_each_is_found_by_when_it_began() -> None:
    running = stack("report", "add", "report")
    found = waiting.find(running, "report", 1)
    assert (found.started if found is not None else 0, waiting.find(running, "add", 1)) == (1, None)


def test_no_two_begin_in_the_same_moment() -> None:
    assert [waiting.later(stack("add", "report"), now) for now in (1, 2, 3)] == [3, 3, 3]
    assert waiting.later(None, 7) == 7


def test_one_runs_and_the_others_wait_in_their_order() -> None:
    running = stack("survey_low", "add", "report")
    for name, order in (("report", "report survey_low add"), ("add", "add survey_low report")):
        wanted = next(draft for draft in waiting.chain(running) if draft.dialogue == name)
        assert names(waiting.in_front(running, wanted)) == order
    assert waiting.in_front(running, running) == running


def test_one_is_changed_where_it_stands() -> None:
    running = stack("survey_low", "add", "report")
    add = next(draft for draft in waiting.chain(running) if draft.dialogue == "add")
    changed = waiting.in_place(running, structs.replace(add, answers={"add_words": "smoke"}))
    assert names(changed) == names(running)
    assert [draft.words("add_words") for draft in waiting.chain(changed)] == ["", "smoke", ""]
