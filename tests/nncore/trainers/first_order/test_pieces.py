"""Compiled pieces: which runs share one, and that those do not disturb each other."""

import threading

import numpy as np

from nncore.trainers import first_order
from nncore.trainers.first_order import Adam, Nadam
from nncore.trainers.first_order.pieces import training_piece
from nncore.trainers.first_order.residuals import NetworkResiduals
from tests.nncore.trainers.first_order.runs import assert_same_steps, glorot, log_samples, steps_of


def test_only_structure_needs_a_compilation():
    network, dataset = glorot(3), log_samples(40)

    def piece(**options):
        trainer = Adam(batch_size=20, epochs=1, **options)
        steps_of(trainer, network, dataset)
        return training_piece(trainer.piece_key(NetworkResiduals(3, "logistic", 20)))

    plain = piece()
    assert piece(learning_rate=0.5, epsilon=1e-3) is plain
    clipped = piece(clipnorm=1.0, weight_decay=0.1)
    assert clipped is not plain
    assert piece(clipnorm=0.1, weight_decay=0.0) is clipped
    assert piece(amsgrad=True) is not plain


def test_interleaved_runs_are_the_runs_alone():
    dataset = log_samples(330, 50)
    cases = [(Nadam(epochs=4, learning_rate=rate), glorot(20, seed=s)) for rate, s in
             ((1e-3, 1), (1e-1, 2))]  # fmt: skip
    alone = [steps_of(trainer, network, dataset) for trainer, network in cases]
    runs = [t.iterations(n, dataset, np.random.default_rng(2)) for t, n in cases]
    together = list(zip(*runs, strict=True))
    for i in range(2):
        assert_same_steps([pair[i] for pair in together], alone[i])


def test_threads_share_a_piece():
    dataset, network = log_samples(330), glorot(20)
    trainer = Adam(epochs=30)
    expected = steps_of(trainer, network, dataset)
    results: dict[int, list] = {}

    def work(i):
        results[i] = steps_of(trainer, network, dataset)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for i in range(3):
        assert_same_steps(results[i], expected)


def test_warm_up_from_a_thread():
    thread = threading.Thread(target=first_order.warm_up)
    thread.start()
    first_order.warm_up()
    thread.join()
    assert first_order.is_warm()
