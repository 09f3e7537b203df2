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

SUBJECTS: dict[str, str] = {
    "en": "A reminder",
    "fa": "یادآوری",
    "ar": "تذكير",
    "fr": "Un rappel",
    "de": "Eine Erinnerung",
    "sq": "Një kujtesë",
}
"""The subject of both mails, where the operator set none: a reminder as anybody has one (requirements S-059)."""

WORDS: dict[LanguageCode, str] = {
    "en": "There is something new on your desk.",
    "fa": "روی میز کارتان چیز تازه‌ای هست.",
    "ar": "هناك جديد على مكتبك.",
    "fr": "Il y a du nouveau sur votre bureau.",
    "de": "Auf Ihrem Schreibtisch liegt etwas Neues.",
    "sq": "Ka diçka të re në tryezën tuaj.",
}
"""The text of a notice: neutral in every language, about a desk as anybody has one."""

TO_PEOPLE: dict[str, str] = {
    "en": "Have a look when you have time.",
    "fa": "هر وقت فرصت داشتید، نگاهی بیندازید.",
    "ar": "يُرجى إلقاء نظرة عند توفر الوقت.",
    "fr": "Pensez à jeter un œil quand vous aurez le temps.",
    "de": "Bei Gelegenheit einmal nachsehen.",
    "sq": "Hidhni një sy kur të keni kohë.",
}
"""The text for somebody whom an answer waits for."""

CHECKPOINT = "Log checkpoint"
_PATIENCE = 20.0


def notice(settings: Settings, recipient: str, message_id: str) -> EmailMessage:
    """A team's mail. A crash may send it twice; by the same `message_id` a mailbox can drop one."""
    language = settings.notice_language
    return _mail(settings.mail_from, recipient, subject_in(language, settings), f"{WORDS[language]}\n", message_id)


def reminder(settings: Settings, recipient: str, message_id: str, language: str) -> EmailMessage:
    """A person's mail, in this language. Raises ValueError where the recipient is no address."""
    address = validate_email(recipient, check_deliverability=False)
    return _mail(settings.notice_from, address.ascii_email or address.normalized, subject_in(language, settings),
                 f"{TO_PEOPLE[language]}\n", message_id)


def subject_in(language: str, settings: Settings) -> str:
    """The subject of both mails in a language: the operator's, or a neutral one. A form shows it beforehand."""
    return next((own for code, own in settings.notice_subjects.items() if code == language), SUBJECTS[language])


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
