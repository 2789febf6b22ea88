from hypothesis import given
from hypothesis import strategies as st

from bot.gate import PATIENCE
from bot.limits import Limit
from bot.line import Line
from bot.outcomes import Parcel
from store.delivery import Delivery, Kind, Lane
from store.message import Message
from store.people import Address, Language
from tests.bot.post import Post

LIMITS = [[], [Limit(3, 1.0)], [Limit(1, 0.5, each_chat=True)], [Limit(4, 1.0), Limit(2, 1.0, each_chat=True)]]


def parcel(number: int, chat: int, lane: Lane, kind: Kind = Kind.NEWS) -> Parcel:
    delivery = Delivery(number, chat, chat, lane, kind, Message(), str(number), created=0)
    return Parcel(delivery, Address(chat, chat, "post", str(chat)), Language.EN)


class Walk:
    """A line that is put into, picked from and finished in any order, as time goes by."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.now = 0.0
        self.busy: list[Parcel] = []
        self.picked: list[Parcel] = []
        self.doubtful: dict[int, float] = {}

    def pick(self) -> float | None:
        while isinstance(found := self.line.pick(self.now), Parcel):
            assert found.address.id not in {each.address.id for each in self.busy}
            self.busy.append(found)
            self.picked.append(found)
            if self.line.may_double(found.delivery):
                assert not self.doubtful or self.now >= max(self.doubtful.values()) + PATIENCE
                self.doubtful[found.delivery.id] = self.now
            assert len(self.busy) <= 3
        assert found is None or found > 0
        return found

    def finish(self) -> None:
        if self.busy:
            done = self.busy.pop(0)
            self.line.known(done.delivery.id)
            self.line.finished(done.address.id)
            self.doubtful.pop(done.delivery.id, None)

    def end(self) -> None:
        while (wait := self.pick()) is not None or self.busy:
            if self.busy:
                self.finish()
            else:
                self.now += wait or 0.0


KINDS = {Lane.REPLY: Kind.REPLY, Lane.URGENT: Kind.PING, Lane.NORMAL: Kind.NEWS, Lane.BULK: Kind.SURVEY}
PUT = st.tuples(st.just("put"), st.integers(1, 4), st.sampled_from(Lane))
STEPS = st.lists(st.one_of(PUT, st.tuples(st.sampled_from(["pick", "finish"]), st.just(0), st.just(Lane.REPLY))))


@given(STEPS, st.sampled_from(LIMITS))
def test_everything_is_picked_once_one_at_a_time_and_in_order(
    steps: list[tuple[str, int, Lane]], limits: list[Limit]
) -> None:
    walk, taken = Walk(Line(Post(limits=limits, parallel=3))), []
    for number, (what, chat, lane) in enumerate(steps):
        walk.now += 0.05
        if what == "put":
            one = parcel(number, chat, lane, KINDS[lane])
            taken += [one] if walk.line.put(one, walk.now) == 0 else []
        elif what == "pick":
            walk.pick()
        else:
            walk.finish()
    walk.end()
    assert sorted(each.delivery.id for each in walk.picked) == [each.delivery.id for each in taken]
    for chat in range(1, 5):
        for lane in Lane:
            order = [each.delivery.id for each in walk.picked if (each.address.id, each.delivery.lane) == (chat, lane)]
            assert order == sorted(order)


@given(st.permutations(range(12)))
def test_the_most_pressing_lane_is_picked_first(order: list[int]) -> None:
    line = Line(Post(parallel=100))
    for number in order:
        line.put(parcel(number, 100 + number, Lane(number % 4)), 0.0)
    picked = []
    while isinstance(found := line.pick(0.0), Parcel):
        picked.append((found.delivery.lane, found.delivery.id))
    assert picked == sorted(picked)
    assert len(picked) == len(order)


def test_what_is_withdrawn_is_not_picked() -> None:
    line = Line(Post())
    for number in range(6):
        line.put(parcel(number, number % 2, Lane.NORMAL), 0.0)
    assert [each.delivery.id for each in line.withdraw(0)] == [0, 2, 4]
    walk = Walk(line)
    walk.end()
    assert [each.delivery.id for each in walk.picked] == [1, 3, 5]
    assert list(line.empty()) == []


def test_what_is_pressing_does_not_wait_behind_what_is_not() -> None:
    line = Line(Post(limits=[Limit(10, 60.0, each_chat=True)]))
    assert [line.put(parcel(number, 1, Lane.NORMAL), 0.0) for number in range(3)] == [0, 0, 12]
    assert line.put(parcel(3, 1, Lane.URGENT), 0.0) == 0
    found = line.pick(0.0)
    assert isinstance(found, Parcel)
    assert found.delivery.lane is Lane.URGENT


def test_what_may_double_goes_one_at_a_time_and_what_may_not_passes_by() -> None:
    line, now = Line(Post()), 0.0
    for number, kind in enumerate((Kind.REPLY, Kind.PING, Kind.SURVEY, Kind.NEWS)):
        line.put(parcel(number, number, Lane(number), kind), 0.0)
    picked = [line.pick(now), line.pick(now), line.pick(now)]
    assert [each.delivery.id for each in picked if isinstance(each, Parcel)] == [0, 2, 3]
    assert line.pick(now) == PATIENCE
    line.known(0)
    found = line.pick(now)
    assert isinstance(found, Parcel)
    assert found.delivery.id == 1


def test_one_that_takes_long_holds_up_the_others_for_a_moment_only() -> None:
    line, now = Line(Post()), 0.0
    for number in range(3):
        line.put(parcel(number, number, Lane.REPLY, Kind.REPLY), 0.0)
    for number in range(3):
        found = line.pick(now)
        assert isinstance(found, Parcel)
        assert found.delivery.id == number
        wait = line.pick(now)
        assert wait == (PATIENCE if number < 2 else None)
        now += PATIENCE


def test_a_channel_that_finds_what_has_arrived_needs_no_gate() -> None:
    for post in (Post(once=True), Post(traces=True)):
        line = Line(post)
        for number in range(3):
            line.put(parcel(number, number, Lane.REPLY, Kind.REPLY), 0.0)
        assert all(isinstance(line.pick(0.0), Parcel) for _ in range(3))
