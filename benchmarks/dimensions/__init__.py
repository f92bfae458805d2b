"""Integration in several inputs; `__main__` lists the parts, each of which yields rows."""
