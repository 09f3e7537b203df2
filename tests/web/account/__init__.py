"""The area of one's own account, in the browser."""
