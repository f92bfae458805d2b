"""What the page of many dimensions shows."""
