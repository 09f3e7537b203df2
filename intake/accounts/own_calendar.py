"""The calendar in which somebody reads days. A matter of taste: it guards nothing, so it asks for no password."""

from sqlalchemy import update

from intake.access.policy import Actor
from intake.accounts.models import Staff
from intake.calendars.convert import Calendar
from intake.db import Work


def choose(work: Work, actor: Actor, calendar: Calendar | None) -> None:
    """Show this person days in the calendar from their next page on; None: as their language does."""
    work.main.execute(update(Staff).where(Staff.id == actor.id).values(calendar=calendar))
