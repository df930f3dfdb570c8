"""What the rules say no with. Nothing here knows a status code: `web/problems.py` alone translates."""

from typing import ClassVar, Self


class Refusal(Exception):
    """Any no; `detail` is a sentence for whoever called."""

    detail = "The call was refused."

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail or self.detail)
        self.detail = detail or self.detail


class FieldRefusal(Refusal):
    """A no that names fields: pairs of the field's path, such as description.person.ageFrom, and why."""

    default: ClassVar[str] = "Some fields are wrong."

    def __init__(self, *errors: tuple[str, str]) -> None:
        super().__init__(errors[0][1] if len(errors) == 1 else self.default)
        self.errors = list(errors)

    @classmethod
    def one(cls, field: str, detail: str) -> Self:
        return cls((field, detail))


class Malformed(FieldRefusal):
    """The call itself is not well formed."""


class Refused(FieldRefusal):
    """Well formed, but a rule refuses it."""

    default = "The rules refuse some fields."


class Unauthenticated(Refusal):
    detail = "Who is calling is not known."


class Forbidden(Refusal):
    detail = "Not allowed to this caller."


class NotFound(Refusal):
    detail = "There is no such thing."


class Conflict(Refusal):
    detail = "That does not fit how things stand."


class Expired(Refusal):
    detail = "That was used already or is too old."


class TooMany(Refusal):
    """Too many calls; `retry_after` in whole seconds."""

    detail = "Too many calls; try again later."

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


class Unavailable(Refusal):
    """Something this call depends on does not answer; another try may."""

    detail = "This does not work right now; try again later."
