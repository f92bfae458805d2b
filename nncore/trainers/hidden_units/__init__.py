"""Hidden units in training: how far they may go, and where an idle one begins again."""
