"""Speed as ratios, measured side by side; see README.md in this folder."""
