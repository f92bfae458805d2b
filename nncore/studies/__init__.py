"""Studies: many runs over settings, how they are carried out, and those that come with the lab."""
