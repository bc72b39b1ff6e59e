#!/usr/bin/env python3
"""JAX as a peer of the model benchmarks: whole steps compiled by jax.jit, images channels last.

usage: see peer.py; the mode is jax. XLA takes as many threads as there are cores: pin it to two with taskset where there
are more. The optimizers are written out, so that nothing but JAX is needed.
"""
import itertools

import jax
import peer
from jax import lax
from jax import numpy as jnp
from jax.nn import relu

keys = (jax.random.key(i) for i in itertools.count())


def randn(*shape):
    return jax.random.normal(next(keys), shape, jnp.float32)


def linear_of(inputs, outputs):
    return {"w": randn(inputs, outputs) / inputs**0.5, "b": jnp.zeros(outputs)}


def linear(p, x):
    return x @ p["w"] + p["b"]


def conv_of(kernel, inputs, outputs):
    return {"w": randn(kernel, kernel, inputs, outputs) / (kernel * kernel * inputs) ** 0.5, "b": jnp.zeros(outputs)}


def conv(p, x, stride=1, padding="SAME"):
    y = lax.conv_general_dilated(x, p["w"], (stride, stride), padding, dimension_numbers=("NHWC", "HWIO", "NHWC"))
    return y + p["b"]


def max_pool(x, kernel=2):
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, kernel, kernel, 1), (1, 2, 2, 1), "VALID")


def norm_of(channels):
    return {"gamma": jnp.ones(channels), "beta": jnp.zeros(channels)}


def norm(p, x, axes):
    """Batch norm over axes (0, 1, 2), layer norm over the last."""
    mean, mean_of_squares = x.mean(axes, keepdims=True), (x * x).mean(axes, keepdims=True)
    return (x - mean) * lax.rsqrt(mean_of_squares - mean * mean + 1e-5) * p["gamma"] + p["beta"]


def dropout(key, x, p):
    return jnp.where(jax.random.bernoulli(key, 1 - p, x.shape), x / (1 - p), 0)


def mlp(p, x, key):
    for layer in p[:-1]:
        x = relu(linear(layer, x))
    return linear(p[-1], x)


def cnn(p, x, key):
    for layer in p[:2]:
        x = max_pool(relu(conv(layer, x)))
    return linear(p[3], relu(dropout(key, linear(p[2], x.reshape(x.shape[0], -1)), 0.5)))


def lstm(p, x, key):
    from_inputs = linear(p[0], x)

    def time_step(state, gates):
        hidden, cell = state
        i, f, g, o = jnp.split(gates + hidden @ p[1]["w"], 4, -1)
        cell = jax.nn.sigmoid(f) * cell + jax.nn.sigmoid(i) * jnp.tanh(g)
        return (jax.nn.sigmoid(o) * jnp.tanh(cell), cell), None

    zeros = jnp.zeros((x.shape[1], p[1]["w"].shape[0]))
    return linear(p[2], lax.scan(time_step, (zeros, zeros), from_inputs)[0][0])


def block_of(inputs, outputs):
    block = {"conv1": conv_of(3, inputs, outputs), "norm1": norm_of(outputs), "conv2": conv_of(3, outputs, outputs),
             "norm2": norm_of(outputs)}
    return block if inputs == outputs else block | {"shortcut": conv_of(1, inputs, outputs), "norm": norm_of(outputs)}


def resnet18_of():
    pairs = ((64, 64), (64, 64), (64, 128), (128, 128), (128, 256), (256, 256), (256, 512), (512, 512))
    return {"conv": conv_of(3, 3, 64), "norm": norm_of(64), "blocks": [block_of(*pair) for pair in pairs],
            "fc": linear_of(512, 10)}


def resnet18(p, x, key):
    batch, around = (0, 1, 2), ((1, 1), (1, 1))
    x = relu(norm(p["norm"], conv(p["conv"], x, 1, around), batch))
    for block in p["blocks"]:
        stride = 2 if "shortcut" in block else 1
        y = relu(norm(block["norm1"], conv(block["conv1"], x, stride, around), batch))
        y = norm(block["norm2"], conv(block["conv2"], y, 1, around), batch)
        x = relu(y + (norm(block["norm"], conv(block["shortcut"], x, stride, "VALID"), batch) if stride == 2 else x))
    return linear(p["fc"], x.mean((1, 2)))


def encoder_of():
    layer = lambda: {"in": linear_of(256, 768), "out": linear_of(256, 256), "up": linear_of(256, 1024),
                     "down": linear_of(1024, 256), "norm1": norm_of(256), "norm2": norm_of(256)}
    return {"layers": [layer() for _ in range(4)], "fc": linear_of(256, 10)}


def encoder(p, x, key):
    steps, batch, features = x.shape
    for layer in p["layers"]:
        key, *drop = jax.random.split(key, 5)
        q, k, v = jnp.split(linear(layer["in"], x).reshape(steps, batch, 3, 4, 64), 3, 2)
        scores = jax.nn.softmax(jnp.einsum("qbohd,kbohd->bohqk", q, k) / 8, -1)
        y = jnp.einsum("bohqk,kbohd->qbohd", dropout(drop[0], scores, 0.1), v).reshape(x.shape)
        x = norm(layer["norm1"], x + dropout(drop[1], linear(layer["out"], y), 0.1), -1)
        y = linear(layer["down"], dropout(drop[2], relu(linear(layer["up"], x)), 0.1))
        x = norm(layer["norm2"], x + dropout(drop[3], y, 0.1), -1)
    return linear(p["fc"], x.mean(0))


def image_net_of(convolutions, features):
    convs, inputs = [], 3
    for layer in convolutions:
        if isinstance(layer, tuple):
            convs.append(conv_of(layer[1], inputs, layer[0]))
            inputs = layer[0]
    return convs, [linear_of(*pair) for pair in ((features, 4096), (4096, 4096), (4096, 1000))]


def image_net(convolutions):
    """A net for inference: convolutions are (outputs, kernel, stride, padding), a number is the kernel of a pool."""
    def run(p, x):
        convs = iter(p[0])
        for layer in convolutions:
            if isinstance(layer, int):
                x = max_pool(x, layer)
            else:
                x = relu(conv(next(convs), x, layer[2], ((layer[3],) * 2,) * 2))
        return mlp(p[1], x.reshape(x.shape[0], -1), None)

    return run


def sgd(lr, momentum=0.0, weight_decay=0.0):
    """(state of a parameter, update of one)"""
    def update(p, g, state):
        velocity = momentum * state + g + weight_decay * p
        return p - lr * velocity, velocity

    return jnp.zeros_like, update


def adam(lr):
    def update(p, g, state):
        t, m, v = state[0] + 1, 0.9 * state[1] + 0.1 * g, 0.999 * state[2] + 0.001 * g * g
        return p - lr * (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-8), (t, m, v)

    return lambda p: (jnp.float32(0), jnp.zeros_like(p), jnp.zeros_like(p)), update


def cnn_of():
    return [conv_of(5, 1, 32), conv_of(5, 32, 64), linear_of(3136, 1000), linear_of(1000, 10)]


# case: (parameters, model, shape of a batch, number of targets, optimizer)
TRAINING = {
    "W2": (lambda: [linear_of(784, 10)], mlp, (64, 784), 64, sgd(0.5)),
    "W3": (lambda: [linear_of(784, 128), linear_of(128, 64), linear_of(64, 10)], mlp, (64, 784), 64, sgd(0.03)),
    "W4": (cnn_of, cnn, (64, 28, 28, 1), 64, adam(1e-3)),
    "W4sgd": (cnn_of, cnn, (64, 28, 28, 1), 64, sgd(1e-3)),
    "W5": (lambda: [linear_of(28, 512), linear_of(128, 512), linear_of(128, 10)], lstm, (28, 64, 28), 64, adam(1e-3)),
    "W7": (resnet18_of, resnet18, (32, 32, 32, 3), 32, sgd(0.01, 0.9, 5e-4)),
    "W9": (encoder_of, encoder, (128, 8, 256), 8, adam(1e-3)),
}
NETS = {
    "alexnet": (((64, 11, 4, 2), 3, (192, 5, 1, 2), 3, (384, 3, 1, 1), (256, 3, 1, 1), (256, 3, 1, 1), 3), 9216),
    "vgg16": (((64, 3, 1, 1),) * 2 + (2,) + ((128, 3, 1, 1),) * 2 + (2,) + ((256, 3, 1, 1),) * 3 + (2,)
              + (((512, 3, 1, 1),) * 3 + (2,)) * 2, 25088),
}
INFERENCE = [f"{name}_{batch}" for name in NETS for batch in (1, 8)]


def training_step(case):
    parameters, model, shape, targets, (state_of, update) = TRAINING[case]
    parameters, x = parameters(), randn(*shape)
    target = jax.random.randint(next(keys), (targets,), 0, 10)
    leaves, tree = jax.tree.flatten(parameters)

    def loss(leaves, key):
        logits = jax.nn.log_softmax(model(jax.tree.unflatten(tree, leaves), x, key))
        return -logits[jnp.arange(targets), target].mean()

    def train(leaves, states, key):
        key, mask_key = jax.random.split(key)
        updated = [update(*of_one) for of_one in zip(leaves, jax.grad(loss)(leaves, mask_key), states)]
        return [p for p, _ in updated], [state for _, state in updated], key

    compiled = jax.jit(train, donate_argnums=(0, 1))
    held = [leaves, [state_of(p) for p in leaves], next(keys)]

    def step():
        held[:] = compiled(*held)
        jax.block_until_ready(held)

    return step


def by_hand():
    """W1, as bench/models/linear_regression.cpp has it."""
    n, batch, lr, first = 1000, 10, 0.03, 0
    x, order = randn(n, 2), jax.random.permutation(next(keys), n)
    y = x @ jnp.array([[2.0], [-3.4]]) + 4.2 + randn(n, 1) * 0.01

    def loss(p, rows):
        return ((linear(p, x[rows]) - y[rows]) ** 2 / 2).sum()

    @jax.jit
    def train(p, first):
        rows = lax.dynamic_slice(order, (first,), (batch,))
        return jax.tree.map(lambda value, gradient: value - lr * gradient / batch, p, jax.grad(loss)(p, rows))

    p = {"w": randn(2, 1) * 0.01, "b": jnp.zeros(1)}

    def step():
        nonlocal p, first
        p, first = jax.block_until_ready(train(p, first)), (first + batch) % n

    return step


def inference_step(case):
    name, batch = case.split("_")
    parameters, x = image_net_of(*NETS[name]), randn(int(batch), 224, 224, 3)
    compiled = jax.jit(image_net(NETS[name][0]))
    return lambda: compiled(parameters, x).block_until_ready()


def prepare(mode, case):
    if case == "W1":
        return by_hand()
    return (training_step if case in TRAINING else inference_step)(case)


peer.run({"jax": ("W1", *TRAINING, *INFERENCE)}, prepare)
