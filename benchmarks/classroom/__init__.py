"""A class of readers on a running lab, and what they and the machine have to bear."""
