"""TensorFlow and Keras, imported when a function first needs them and set up for a worker."""

import contextlib
import functools
import os
import threading
from collections.abc import Callable
from typing import Any

_loading = threading.Lock()


@functools.cache
def _configure() -> None:
    """Set what TensorFlow reads when it is imported or first used."""
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    flags = os.environ.get("XLA_FLAGS", "")
    if "prefer_vector_width" not in flags:
        # A quarter faster where a core has AVX-512, without effect where it has not.
        os.environ["XLA_FLAGS"] = f"{flags} --xla_cpu_prefer_vector_width=512".strip()
    import tensorflow as tf

    # Too late if TensorFlow is in use already; that costs speed only.
    with contextlib.suppress(RuntimeError):
        tf.config.threading.set_intra_op_parallelism_threads(1)
        tf.config.threading.set_inter_op_parallelism_threads(1)


def load_tensorflow() -> tuple[Any, Any]:
    """Import TensorFlow and Keras, quietly and for one thread a run, and return both."""
    with _loading:
        _configure()
        import keras
        import tensorflow as tf
    return tf, keras


def keras_activation(name: str) -> Callable[[Any], Any]:
    """Return the activation of this project's `name` as a function of Keras tensors."""
    _, keras = load_tensorflow()
    if name == "logistic":
        return keras.ops.sigmoid
    if name == "sine":
        return keras.ops.sin
    if name == "gaussian":
        return lambda u: keras.ops.exp(keras.ops.negative(keras.ops.square(u)))
    return getattr(keras.ops, name)
