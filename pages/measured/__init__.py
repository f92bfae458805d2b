"""What the page of measured data shows."""
