"""How much is asked of a worker at once, and how often a page is to change."""

#: The pace that asks for one iteration a picture, and the one that asks for all there is time for.
WATCH, FULL_SPEED = "watch", "full"
#: Seconds between two pictures: more of them would cost, and nobody would see more.
PICTURE_SECONDS = 0.125
#: How often runs that wait for a place or for TensorFlow are asked again, in seconds.
LOOK_SECONDS = 0.05
#: A run that nobody has watched for so many seconds is not asked for steps.
REST_AFTER_SECONDS = 10.0
#: A tab that nobody has come back to for so many seconds is given up.
KEEP_SECONDS = 1_800.0
#: How often runs that play are written to the history, in seconds.
SAVE_SECONDS = 10.0

#: Compute time that a run is asked for at once, of which a picture is made: a worker that holds
#: many runs gives each of them less, see `nncore.engine.worker`.
TICK_SECONDS = 0.09
