"""A request that can't be answered."""

from __future__ import annotations


class RequestError(ValueError):
    """What was asked is wrong; ``code`` for programs, the message for people says what to do (Chinese)."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)
