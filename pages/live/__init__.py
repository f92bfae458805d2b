"""Pages whose runs move: the panel, the live elements, and the channel that feeds them."""
