"""What the page Differentiate shows of its runs."""
