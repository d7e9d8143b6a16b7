"""What one side of a hand-over writes to the other, checked, masked and kept once."""

from __future__ import annotations

import uuid

from pydantic import BaseModel, Field

from assistant.accounts.handing_over import LONGEST_MESSAGE
from assistant.request import RequestError
from assistant.server.running import Running
from assistant.store.handover import Message, Side


class MessageForm(BaseModel):
    """A message as the forms of both sides send it."""

    text: str = ""
    message_id: str = Field("", max_length=64)


def write(here: Running, token: str, who: Side, form: MessageForm, account: str | None = None) -> Message:
    """Keep a message of a hand-over. Raises RequestError, UnknownHandover, HandoverOver."""
    text = form.text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_MESSAGE:
        raise RequestError(
            "message_too_long", f"一次最多发 {LONGEST_MESSAGE} 个字，现在有 {len(text)} 个，请分几次发。"
        )
    masked = here.engine.masker.mask(text).strip()
    if not masked:
        raise RequestError("empty", "还没有写字。请写一句，再点“发送”。")
    return here.handovers.say(token, who, masked, _once(form.message_id, who, text), account)


def _once(message_id: str, who: Side, text: str) -> str | None:
    """The message's own id: the same form sent twice with the same words counts once."""
    try:
        return str(uuid.uuid5(uuid.UUID(message_id), f"{who} {text}"))
    except ValueError:
        return None
