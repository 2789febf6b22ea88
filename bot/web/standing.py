"""Where a chat stands, as its pages need to know: the language, and which question is open."""

from __future__ import annotations

from typing import Any

from bot.web.window import Window
from handlers import registry
from store.transaction import Transaction


def standing(tx: Transaction, address: int) -> dict[str, Any]:
    """Return where the chat of an address stands.

    `turn` is the number that the buttons of the open question carry; 0 when none is open. `form` names the dialogue
    when it can be filled in as a form.
    """
    here = tx.people.address(address)
    person = tx.people.get(here.person) if here is not None else None
    draft = tx.drafts.get(address)
    dialogue = registry.ENGINE.find(draft.dialogue) if draft is not None else None
    return {
        "op": "state",
        "language": person.language.value if person is not None else "",
        "team": person is not None and person.is_team,
        "turn": draft.turn if draft is not None else 0,
        "form": dialogue.name if dialogue is not None and dialogue.review else "",
    }


async def tell(window: Window, address: int) -> None:
    """Tell every page of a chat where it stands."""
    window.hub.push(address, await window.store.read(standing, address))
