"""What a visitor may fill in above the list of actions; what is left empty counts as not asked."""

from datetime import datetime, time
from typing import Any

from marshmallow import EXCLUDE, fields, post_load, pre_load

from backend.clock import AMSTERDAM
from backend.domain.vocabulary import KINDS, RESULTS
from backend.schemas.fields import Choice, MunicipalityCode, Strict, Text

FILTERS = ("municipality", "place", "kind", "result", "since", "until")


class ActionsAsked(Strict):
    """A link may carry more than we know, such as where it was shared: that is passed over."""

    class Meta:
        unknown = EXCLUDE

    municipality = MunicipalityCode()
    place = Text(80)
    kind = Choice(KINDS)
    result = Choice(RESULTS)
    since = fields.Date()
    until = fields.Date()
    cursor = Text(200)

    @pre_load
    def filled_in(self, data: Any, **_: Any) -> dict[str, str]:
        return {name: value.strip() for name, value in data.items() if value.strip()}

    @post_load
    def whole_days(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Days of the Dutch calendar, the last one included."""
        if "since" in data:
            data["since"] = datetime.combine(data["since"], time(), AMSTERDAM)
        if "until" in data:
            data["until"] = datetime.combine(data["until"], time.max, AMSTERDAM)
        return data
