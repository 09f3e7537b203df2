"""The days: three calendars, the names of their months, and the days on which a site works. Knows no other room."""
