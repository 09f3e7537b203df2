"""Files are looked into by processes that are shut in; what is hidden in them goes, what was meant stays."""
