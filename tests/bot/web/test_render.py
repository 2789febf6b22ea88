from bot.web.render import item
from store.delivery import Delivery, Kind, Lane
from store.label import Label
from store.message import Ask, AskKind, At, Button, ButtonStyle, Fact, FileRef, Message, Named, Text
from store.people import Language
from tests.bot.post import NINE, TEXTS

EMPTY = {
    "kind": "message",
    "at": NINE,
    "title": None,
    "texts": [],
    "facts": [],
    "quote": "",
    "speaker": "",
    "buttons": [],
    "files": [],
    "ask": None,
    "slot": "",
    "ring": False,
    "late": False,
}


def drawn(message: Message, language: Language = Language.EN, **changes: object) -> dict[str, object]:
    given: dict[str, object] = {"lane": Lane.NORMAL, "kind": Kind.NEWS, **changes}
    return item(
        Delivery(1, 1, 10, message=message, dedupe="1", created=NINE, **given),  # type: ignore[arg-type]
        TEXTS.reader(language, NINE),
    )


def test_a_message_of_nothing_is_drawn() -> None:
    assert drawn(Message()) == EMPTY


def test_everything_that_a_message_carries_is_drawn() -> None:
    message = Message(
        title=Text("review-title"),
        texts=(Text("courtesy"),),
        facts=(
            Fact(Text("label-category"), Named(Label(zh="功能故障", en="Fault"))),
            Fact(Text("label-happened-at"), At(NINE)),
        ),
        quote="it <b>rattles</b>\nall day",
        speaker="Wang",
        buttons=(
            (Button(Text("button-yes"), "answer::1.yes", ButtonStyle.PRIMARY),),
            (Button(Text("button-no"), "x"),),
        ),
        files=(FileRef("f1", "door.png", "image/png", 70),),
        ask=Ask(AskKind.YES_NO, 3, 12),
        slot="step",
    )
    assert drawn(message) == EMPTY | {
        "title": "Please check once more",
        "texts": ["You are welcome. I am here whenever you need us."],
        "facts": [{"label": "Category", "value": "Fault"}, {"label": "At", "value": "09:00 today"}],
        "quote": "it <b>rattles</b>\nall day",
        "speaker": "Wang",
        "buttons": [
            [{"text": "Yes", "press": "answer::1.yes", "style": "primary"}],
            [{"text": "No", "press": "x", "style": "plain"}],
        ],
        "files": [{"id": "f1", "name": "door.png", "mime": "image/png", "size": 70}],
        "ask": {"kind": "yes_no", "step": 3, "of": 12},
        "slot": "step",
    }


def test_a_message_is_drawn_in_the_readers_language() -> None:
    message = Message(title=Text("review-title"), facts=(Fact(Text("label-category"), Named(Label("故障", "Fault"))),))
    zh, en = drawn(message, Language.ZH), drawn(message, Language.EN)
    assert zh["facts"] == [{"label": "问题类型", "value": "故障"}]
    assert en["facts"] == [{"label": "Category", "value": "Fault"}]
    assert zh["title"] != en["title"]


def test_only_what_is_pressing_rings() -> None:
    rings = {
        (lane, kind): drawn(Message(), lane=lane, kind=kind)["ring"]
        for lane, kind in ((Lane.URGENT, Kind.PING), (Lane.NORMAL, Kind.PING), (Lane.URGENT, Kind.NEWS))
    }
    assert list(rings.values()) == [True, False, False]
    assert drawn(Message(), late=True)["late"] is True
