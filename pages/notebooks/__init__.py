"""What the page Autopsy shows of the two notebooks."""
