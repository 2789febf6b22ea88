"""Texts as Slack reads them: as mrkdwn, in which a moment is shown in the zone of whoever reads, or as they stand."""

from __future__ import annotations

from typing import Self

from bot import moments
from bot.slack.blocks import escaped
from bot.texts import Reader
from store.message import At, MomentStyle, Named, Term, Value
from store.moment import SECOND

DATES = {
    MomentStyle.FULL: "{date_short_pretty} {time}",
    MomentStyle.DATE: "{date_short_pretty}",
    MomentStyle.TIME: "{time}",
}
"""How Slack shows a moment."""


class Plain(Reader):
    """Puts texts where Slack knows no moments, such as a title: their zone, which is the team's, stands with them."""

    @classmethod
    def of(cls, reader: Reader) -> Self:
        """Return who reads the same in this way."""
        return cls(reader.texts, reader.language, reader.now)

    def value(self, value: Value) -> str:
        """Return a value in words."""
        said = super().value(value)
        if isinstance(value, At) and value.style is not MomentStyle.DATE:
            return self.text(Term("at-zone", {"at": said, "zone": moments.zone_name(value.ms, self.texts.zone)}))
        return said


class Marked(Plain):
    """Puts texts into mrkdwn: what anybody wrote is dead, and Slack shows a moment in the zone of whoever reads."""

    def value(self, value: Value) -> str:
        """Return a value as mrkdwn."""
        said = super().value(value)
        match value:
            case At():
                return f"<!date^{value.ms // SECOND}^{DATES[value.style]}|{said}>"
            case str() | Named():
                return escaped(said)
            case _:
                return said  # entries of the catalogues, with their values escaped
