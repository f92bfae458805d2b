"""What the page Explore shows: studies, the history of runs, the leaderboards."""
