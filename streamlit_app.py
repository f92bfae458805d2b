"""The router: what all pages share, and the page that the address names."""

from pages.shared.explore_open import announce
from pages.shared.history import shelf
from pages.shared.lanes import engine
from pages.shared.navigation import navigation

page = navigation()
engine()  # the workers load TensorFlow while the first page is read
shelf()  # and the history is opened; what a server had left goes on
announce()
page.run()
