"""What the page Integrate shows of its run."""
