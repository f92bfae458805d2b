"""What the page Explore shows: sweeps, the history of runs, the leaderboards."""
