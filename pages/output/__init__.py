"""Results as a page writes them: numbers in words, details, downloads."""
