"""What the page of stencils at work shows of its run."""
