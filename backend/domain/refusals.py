"""What the rules say no with. Nothing here knows a status code: `web/problems.py` alone translates."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, NamedTuple, Self

from backend.domain.refusal_codes import Code

Values = Mapping[str, float | str]
NONE: Values = MappingProxyType({})


class FieldError(NamedTuple):
    """Why one field is refused."""

    field: str
    """Its path, such as description.person.ageFrom."""
    detail: str
    """A sentence for developers."""
    code: Code
    values: Values = NONE
    """Numbers and names that belong in the words of a screen."""

    def to_json(self) -> dict[str, object]:
        return {"field": self.field, "detail": self.detail} | coded(self.code, self.values)


def coded(code: Code, values: Values) -> dict[str, object]:
    """The members that say for programs what was refused."""
    return {"code": code} | ({"values": dict(values)} if values else {})


class Refusal(Exception):
    """Any no; `detail` is a sentence for whoever called, `code` the same for programs."""

    detail = "The call was refused."
    code: Code = "refused"

    def __init__(self, detail: str | None = None, code: Code | None = None, **values: float | str) -> None:
        super().__init__(detail or self.detail)
        self.detail = detail or self.detail
        self.code = code or self.code
        self.values: Values = values


class FieldRefusal(Refusal):
    """A no that names fields; of a single one it says itself what that one says."""

    default: ClassVar[str] = "Some fields are wrong."

    def __init__(self, *errors: FieldError) -> None:
        only = errors[0] if len(errors) == 1 else FieldError("", self.default, "several-fields")
        super().__init__(only.detail, only.code, **only.values)
        self.errors = list(errors)

    @classmethod
    def one(cls, field: str, detail: str, code: Code, **values: float | str) -> Self:
        return cls(FieldError(field, detail, code, values))


class Malformed(FieldRefusal):
    """The call itself is not well formed."""


class Refused(FieldRefusal):
    """Well formed, but a rule refuses it."""

    default = "The rules refuse some fields."


class Unauthenticated(Refusal):
    detail = "Who is calling is not known."
    code = "not-authenticated"


class Forbidden(Refusal):
    detail = "Not allowed to this caller."
    code = "forbidden"


class NotFound(Refusal):
    detail = "There is no such thing."
    code = "not-found"


class Conflict(Refusal):
    detail = "That does not fit how things stand."
    code = "conflict"


class Expired(Refusal):
    detail = "That was used already or is too old."
    code = "code-ended"


class TooMany(Refusal):
    """Too many calls; `retry_after` in whole seconds."""

    detail = "Too many calls; try again later."
    code = "too-many-calls"

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


class Unavailable(Refusal):
    """Something this call depends on does not answer; another try may."""

    detail = "This does not work right now; try again later."
    code = "unavailable"
