"""The router: what all pages share, and the page that the address names."""

from pages.live.seats import tab
from pages.shared import address
from pages.shared.explore_open import announce
from pages.shared.navigation import navigation

page = navigation()
address.listen(page.url_path)
tab().open(None)  # a page with runs says so itself; those of the others rest
announce()
page.run()
