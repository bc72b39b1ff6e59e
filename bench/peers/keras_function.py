#!/usr/bin/env python3
"""TensorFlow as a peer of the training benchmarks: models of Keras, whole steps compiled by tf.function, channels last.

usage: see peer.py; the mode is tensorflow.
"""
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import peer
import tensorflow as tf
from tensorflow.keras import layers


def conv(outputs, kernel, **options):
    return layers.Conv2D(outputs, kernel, padding="same", **options)


def cnn():
    return [conv(32, 5, activation="relu"), layers.MaxPool2D(), conv(64, 5, activation="relu"), layers.MaxPool2D(),
            layers.Flatten(), layers.Dense(1000), layers.Dropout(0.5), layers.ReLU(), layers.Dense(10)]


def mlp():
    return [layers.Dense(128, activation="relu"), layers.Dense(64, activation="relu"), layers.Dense(10)]


class Block(layers.Layer):
    def __init__(self, inputs, outputs):
        super().__init__()
        stride = 1 if inputs == outputs else 2
        self.main = tf.keras.Sequential([conv(outputs, 3, strides=stride, use_bias=False), layers.BatchNormalization(),
                                         layers.ReLU(), conv(outputs, 3, use_bias=False), layers.BatchNormalization()])
        self.shortcut = tf.keras.Sequential([conv(outputs, 1, strides=stride, use_bias=False),
                                             layers.BatchNormalization()]) if stride == 2 else layers.Identity()

    def call(self, x, training=False):
        return tf.nn.relu(self.main(x, training=training) + self.shortcut(x, training=training))


def resnet18():
    pairs = ((64, 64), (64, 64), (64, 128), (128, 128), (128, 256), (256, 256), (256, 512), (512, 512))
    return [conv(64, 3, use_bias=False), layers.BatchNormalization(), layers.ReLU(), *(Block(*pair) for pair in pairs),
            layers.GlobalAveragePooling2D(), layers.Dense(10)]


class EncoderLayer(layers.Layer):
    def __init__(self):
        super().__init__()
        self.attention = layers.MultiHeadAttention(4, 64, dropout=0.1)
        self.dropout = [layers.Dropout(0.1) for _ in range(3)]
        self.norm = [layers.LayerNormalization(epsilon=1e-5) for _ in range(2)]
        self.up, self.down = layers.Dense(1024, activation="relu"), layers.Dense(256)

    def call(self, x, training=False):
        x = self.norm[0](x + self.dropout[0](self.attention(x, x, training=training), training=training))
        hidden = self.dropout[1](self.up(x), training=training)
        return self.norm[1](x + self.dropout[2](self.down(hidden), training=training))


def encoder():
    return [*(EncoderLayer() for _ in range(4)), layers.GlobalAveragePooling1D(), layers.Dense(10)]


def sgd(lr, **options):
    return lambda: tf.keras.optimizers.SGD(lr, **options)


# case: (layers, shape of a batch, optimizer)
TRAINING = {
    "W2": (lambda: [layers.Dense(10)], (64, 784), sgd(0.5)),
    "W3": (mlp, (64, 784), sgd(0.03)),
    "W4": (cnn, (64, 28, 28, 1), lambda: tf.keras.optimizers.Adam(1e-3)),
    "W4sgd": (cnn, (64, 28, 28, 1), sgd(1e-3)),
    "W5": (lambda: [layers.LSTM(128), layers.Dense(10)], (64, 28, 28), lambda: tf.keras.optimizers.Adam(1e-3)),
    "W7": (resnet18, (32, 32, 32, 3), sgd(0.01, momentum=0.9, weight_decay=5e-4)),
    "W9": (encoder, (8, 128, 256), lambda: tf.keras.optimizers.Adam(1e-3)),
}


def by_hand():
    """W1, as bench/models/linear_regression.cpp has it."""
    n, batch, lr, first = 1000, 10, 0.03, 0
    x, order = tf.random.normal((n, 2)), tf.random.shuffle(tf.range(n))
    y = x @ tf.constant([[2.0], [-3.4]]) + 4.2 + tf.random.normal((n, 1)) * 0.01
    w, b = tf.Variable(tf.random.normal((2, 1)) * 0.01), tf.Variable(tf.zeros(1))

    @tf.function
    def train(rows):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum((tf.gather(x, rows) @ w + b - tf.gather(y, rows)) ** 2 / 2)
        for parameter, gradient in zip((w, b), tape.gradient(loss, (w, b))):
            parameter.assign_sub(lr * gradient / batch)
        return loss

    def step():
        nonlocal first
        rows, first = order[first:first + batch], (first + batch) % n
        train(rows).numpy()

    return step


def prepare(mode, case):
    tf.config.threading.set_intra_op_parallelism_threads(2)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    if case == "W1":
        return by_hand()
    parts, shape, optimizer = TRAINING[case]
    model, optimizer = tf.keras.Sequential(parts()), optimizer()
    x, target = tf.random.normal(shape), tf.random.uniform(shape[:1], 0, 10, tf.int32)
    model(x)
    optimizer.build(model.trainable_variables)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=target, logits=logits))
        optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
        return loss

    return lambda: step().numpy()


peer.run({"tensorflow": ("W1", *TRAINING)}, prepare)
