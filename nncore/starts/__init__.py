"""Where the hidden units begin, before any training."""
