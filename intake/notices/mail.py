"""Mails that say nothing of any case: no name, no number of one, no link. Their readers learn that a team has work,
with how many events the log stands, or that they wished to be reminded of something.
"""

import smtplib
import ssl
from email.message import EmailMessage
from ipaddress import ip_address

from email_validator import validate_email

from intake.clock import now
from intake.settings import LanguageCode, Settings

WORDS: dict[LanguageCode, tuple[str, str]] = {
    "en": ("A reminder", "There is something new on your desk."),
    "fa": ("یادآوری", "روی میز کارتان چیز تازه‌ای هست."),
    "ar": ("تذكير", "هناك جديد على مكتبك."),
    "fr": ("Un rappel", "Il y a du nouveau sur votre bureau."),
    "de": ("Eine Erinnerung", "Auf Ihrem Schreibtisch liegt etwas Neues."),
    "sq": ("Një kujtesë", "Ka diçka të re në tryezën tuaj."),
}
"""Subject and text of a notice: neutral in every language, about a desk as anybody has one (requirements S-059)."""

TO_PEOPLE: dict[str, tuple[str, str]] = {
    "en": ("A reminder", "Have a look when you have time."),
    "fa": ("یادآوری", "هر وقت فرصت داشتید، نگاهی بیندازید."),
    "ar": ("تذكير", "يُرجى إلقاء نظرة عند توفر الوقت."),
    "fr": ("Un rappel", "Pensez à jeter un œil quand vous aurez le temps."),
    "de": ("Eine Erinnerung", "Bei Gelegenheit einmal nachsehen."),
    "sq": ("Një kujtesë", "Hidhni një sy kur të keni kohë."),
}
"""Subject and text for somebody whom an answer waits for: a reminder as anybody has one. The form shows the subject."""

CHECKPOINT = "Log checkpoint"
_PATIENCE = 20.0


def notice(sender: str, recipient: str, message_id: str, language: LanguageCode = "en") -> EmailMessage:
    """A team's mail, in this language. A crash may send it twice; by the same `message_id` a mailbox can drop one."""
    subject, text = WORDS[language]
    return _mail(sender, recipient, subject, f"{text}\n", message_id)


def reminder(sender: str, recipient: str, message_id: str, language: str) -> EmailMessage:
    """A person's mail, in this language. Raises ValueError where the recipient is no address."""
    address = validate_email(recipient, check_deliverability=False)
    subject, text = TO_PEOPLE[language]
    return _mail(sender, address.ascii_email or address.normalized, subject, f"{text}\n", message_id)


def checkpoint(sender: str, recipient: str, note: str, message_id: str) -> EmailMessage:
    """A checkpoint of the log for somebody who keeps it outside this machine: its size, its root, a signature."""
    return _mail(sender, recipient, CHECKPOINT, note, message_id)


def can_send(settings: Settings) -> bool:
    """Whether the operator named a mail server and a sender."""
    return bool(settings.smtp_host and settings.mail_from)


def deliver(settings: Settings, mail: EmailMessage) -> None:
    """Hand the mail to the configured server; raises OSError or SMTPException when it is not taken.

    Encrypted wherever the server offers it. On the same machine a certificate would prove nothing.
    """
    # Without a name of its own to say, smtplib would ask the network for this machine's. It stands in the mail's head.
    with smtplib.SMTP(settings.smtp_host, settings.smtp_port, domain(mail["From"]), _PATIENCE) as server:
        server.ehlo()
        if server.has_extn("starttls") and not _is_this_machine(settings.smtp_host):
            server.starttls(context=ssl.create_default_context())
        server.send_message(mail)


def domain(address: str) -> str:
    """What follows the @ of an address."""
    return address.rpartition("@")[2] or "localhost"


def _mail(sender: str, recipient: str, subject: str, text: str, message_id: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = recipient
    mail["Subject"] = subject
    mail["Date"] = now()
    mail["Message-ID"] = f"<{message_id}@{domain(sender)}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text)
    return mail


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
