"""Intake: a confidential contact form, and the desk where its cases are worked.

The ground floor knows nothing of the web: `vault` seals, `access` says who may, `audit` keeps what happened,
`accounts` holds the staff and their keys, `cases` is the heart, `notices` sends mail. The upper floor is `web`.
`docs/map.md` walks through the rooms. This package imports nothing, so that a room can be loaded alone.
"""
