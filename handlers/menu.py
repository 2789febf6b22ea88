"""The welcome, what the bot can do, and the language it speaks."""

from __future__ import annotations

from handlers.turn import Turn
from store.message import Button, ButtonStyle, Lasting, Text
from store.people import Language, Person
from store.press import Press, encode


def welcome(turn: Turn) -> None:
    """Greet and offer what can be done."""
    key = "welcome-team" if turn.person.is_team else "welcome"
    turn.show(Text(key, {"name": turn.person.name}), buttons=buttons(turn.person))


def buttons(person: Person) -> tuple[tuple[Button, ...], ...]:
    """Return what anybody may begin at any time."""
    if person.is_team:
        return ((_button("queue", ButtonStyle.PRIMARY), _button("help")), (_language_button(person),))
    return ((_button("report", ButtonStyle.PRIMARY), _button("tickets")), (_button("help"), _language_button(person)))


def _button(name: str, style: ButtonStyle = ButtonStyle.PLAIN) -> Button:
    return Button(Text(f"menu-{name}"), encode("menu", 0, name), style)


def _language_button(person: Person) -> Button:
    other = Language.EN if person.language is Language.ZH else Language.ZH
    return Button(Text(f"menu-language-{other.value}"), encode("language", 0, other.value))


def explain(turn: Turn) -> None:
    """Say what the bot can do for who asks."""
    every = Lasting(turn.office.progress_every)
    turn.show(
        Text("help-team") if turn.person.is_team else Text("help", {"every": every}), buttons=buttons(turn.person)
    )


def nothing_begun(turn: Turn) -> None:
    """Answer what only means something within a dialogue, while none runs."""
    turn.show(Text("nothing-begun"), buttons=buttons(turn.person))


def speak(turn: Turn, language: Language) -> None:
    """Speak a language from now on; the question that stands is asked in it."""
    turn.change_person(language=language)
    turn.tell("language-changed")
    turn.engine.ask_again(turn)


def other_language(turn: Turn) -> None:
    """Speak the other language from now on."""
    speak(turn, Language.EN if turn.person.language is Language.ZH else Language.ZH)


def _chosen(turn: Turn, press: Press) -> None:
    if press.arg in set(Language):
        speak(turn, Language(press.arg))
    else:
        turn.tell("press-unknown")


VERBS = {"language": _chosen}
