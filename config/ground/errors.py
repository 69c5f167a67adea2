"""`RuleError`, the one exception of a rule that refuses."""

from __future__ import annotations


class RuleError(Exception):
    """A refusal a person can read: `code` for programs, `message` in Swedish, `field` when one input is to blame.

    `wait`: after so many seconds it may be tried again; 0 when time changes nothing. `row`: which of several inputs of
    one kind is to blame, counted from 0.
    """

    row: int | None = None

    def __init__(self, code: str, message: str, field: str | None = None, *, wait: int = 0) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
        self.wait = wait

    def about(self, field: str) -> RuleError:
        """The same refusal of another input: where the caller has written what the rule looks at."""
        return RuleError(self.code, self.message, field, wait=self.wait)

    def in_row(self, row: int) -> RuleError:
        """The same refusal, of one of several inputs of one kind."""
        refusal = RuleError(self.code, self.message, self.field, wait=self.wait)
        refusal.row = row
        return refusal
