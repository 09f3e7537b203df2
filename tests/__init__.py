"""The tests mirror the rooms of `intake/`. A test is a sentence, and states one fact."""
