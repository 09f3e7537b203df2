"""A real mail server on this machine, that keeps what it is handed."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller


class Mailbox:
    """What arrived. `refuse` holds addresses that the server turns away, and `refusal` says with which words."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.mails: list[Message] = []
        self.recipients: list[str] = []
        self.greetings: list[str] = []
        self.refuse: set[str] = set()
        self.refusal = "550 no such mailbox"

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep a mail."""
        self.mails.append(message_from_bytes(envelope.content))
        self.recipients.extend(envelope.rcpt_tos)
        self.greetings.append(session.host_name)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Take a recipient, or turn them away."""
        if address in self.refuse:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"


@contextmanager
def running_mail_server(*, any_script: bool = True) -> Iterator[Mailbox]:
    """A mail server on a free port of this machine. It takes addresses of `any_script`, or those of plain letters."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    mailbox = Mailbox(port)
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, enable_SMTPUTF8=any_script)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
