"""Why a schema refuses a value: a sentence that brings its code past marshmallow, which passes on text only."""

from backend.domain.refusal_codes import Code


class Reason(str):
    """The sentence, and the same for programs."""

    __slots__ = ("code",)
    code: Code

    def __new__(cls, detail: str, code: Code) -> "Reason":
        reason = super().__new__(cls, detail)
        reason.code = code
        return reason

    def __getnewargs__(self) -> tuple[str, Code]:  # type: ignore[override]
        # Schemas copy their fields, and their sentences with them.
        return str(self), self.code
