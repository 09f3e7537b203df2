"""The heart: an enquiry becomes a case, is read, worked and answered."""
