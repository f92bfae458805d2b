"""Settings of a page: widgets <-> specs <-> the address."""
