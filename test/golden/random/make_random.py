#!/usr/bin/env python3
"""Writes the golden figures of src/core/random_streams_test.cpp, made by PyTorch 2.13 on CPU (x86-64 with AVX2).

Run with a Python that has torch==2.13.0:  python make_random.py   (writes into its own folder)

A file is a list of lines:
  seed S                                       a new generator, seeded with S
  OP TYPE N A B | HASH V ... | STATE           N values drawn by OP(A, B) from the current generator
HASH is FNV-1a (64 bits) over the bytes of all N values; V are the values as hexadecimal bit patterns, the first and
the last only when the line says '...'. STATE is FNV-1a over the engine's part of get_rng_state() and the flag of the
cached normal number, so it tells whether as many words were used.
"""
import os
import random
import struct

import torch

FORMATS = {torch.float32: "I", torch.float64: "Q", torch.bfloat16: "H", torch.int64: "Q", torch.int32: "I",
           torch.int16: "H", torch.int8: "B", torch.uint8: "B", torch.bool: "B"}
NAMES = {"f32": torch.float32, "f64": torch.float64, "bf16": torch.bfloat16, "i64": torch.int64, "i32": torch.int32,
         "i16": torch.int16, "i8": torch.int8, "u8": torch.uint8, "bool": torch.bool}
SIZES = [1, 2, 15, 16, 17, 31, 33, 100, 1000]
LOWEST = -2**63


def fnv(data):
    h = 0xcbf29ce484222325
    for byte in data:
        h = (h ^ byte) * 0x100000001b3 % 2**64
    return "%016x" % h


def probabilities(n, dtype):
    return (torch.arange(n) % 7).to(dtype) / 6


def weights(n, dtype):
    return 1 + (torch.arange(n) * 5 % 11).to(dtype) / 4


def draw(op, dtype, n, a, b):
    out = torch.empty(n, dtype=dtype)
    if op == "uniform":
        return out.uniform_(a, b)
    if op == "normal":
        return out.normal_(a, b)
    if op == "normal_serial":  # every second element of a larger tensor: not contiguous
        return torch.empty(2 * n, dtype=dtype)[::2].normal_(a, b).clone() if n > 1 else out.normal_(a, b)
    if op == "randint":
        return torch.randint(a, b, (n,), dtype=dtype)
    if op == "random_from":
        return out.random_(a, None)
    if op == "random":
        return out.random_()
    if op == "randperm":
        return torch.randperm(n, dtype=dtype)
    if op == "bernoulli":
        return out.bernoulli_(a)
    if op == "bernoulli_f32":
        return out.bernoulli_(probabilities(n, torch.float32))
    if op == "bernoulli_f64":
        return out.bernoulli_(probabilities(n, torch.float64))
    if op == "dropout":  # as a mask: 1 where kept
        return (torch.nn.functional.dropout(torch.ones(n, dtype=dtype), a) != 0).to(dtype)
    if op == "exponential":
        return out.exponential_(a)
    if op == "geometric":
        return out.geometric_(a)
    if op == "cauchy":
        return out.cauchy_(a, b)
    if op == "log_normal":
        return out.log_normal_(a, b)
    if op == "multinomial":  # of 20 categories; TYPE is that of the weights
        return torch.multinomial(weights(20, dtype), n, replacement=True)
    raise ValueError(op)


def state_hash():
    state = bytes(torch.get_rng_state().tolist())
    return fnv(state[:5016] + state[5040:5041])


def line(op, name, n, a=0, b=0, keep=33):
    values = draw(op, NAMES[name], n, a, b).contiguous()
    raw = bytes(values.view(torch.uint8).tolist()) if values.dtype != torch.bool else bytes(values.tolist())
    code = FORMATS[values.dtype]
    words = ["%x" % v for v in struct.unpack("<%d%s" % (n, code), raw)]
    if n > keep:
        words = words[:keep // 2] + ["..."] + words[-(keep // 2):]
    return "%s %s %d %s %s | %s %s | %s" % (op, name, n, repr(a), repr(b), fnv(raw), " ".join(words), state_hash())


def singles():
    plain = [(seed, op, name, a, b) for seed in (0, 1, 2**40 + 7) for op, name, a, b in
             [("uniform", "f32", 0, 1), ("normal", "f32", 0, 1), ("randint", "i64", 0, 10), ("randperm", "i64", 0, 0)]]
    s = 1234567
    plain += [(s, *rest) for rest in [
        ("uniform", "f64", 0, 1), ("uniform", "f32", -1 / 28, 1 / 28), ("uniform", "f32", -0.3, 1.7),
        ("uniform", "f64", -3.3, 0.01), ("normal", "f64", 0, 1), ("normal", "f32", 2.5, 0.01), ("normal", "f64", -1, 3),
        ("normal", "bf16", 0, 1), ("normal_serial", "f32", 0, 1), ("normal_serial", "f64", 1, 2),
        ("randint", "i32", -5, 2**28 - 6), ("randint", "i64", -5, 2**28 - 5), ("randint", "i64", 0, 2**32),
        ("randint", "i64", LOWEST, 2**63 - 1), ("randint", "u8", 0, 256), ("randint", "bool", 0, 2),
        ("randint", "f32", -7, 100),
        ("randint", "f32", -33554439, 5), ("randint", "f32", 3, 2**31 + 77), ("randint", "f64", 1 - 2**60, 2**60 + 1),
        ("random_from", "i64", LOWEST, 0), ("random_from", "i64", 5, 0),
        ("random_from", "i8", -3, 0), ("random_from", "i32", 0, 0), ("random_from", "f32", 3, 0),
        ("random_from", "f64", 3, 0), ("random", "i64", 0, 0), ("random", "i32", 0, 0), ("random", "i16", 0, 0),
        ("random", "i8", 0, 0), ("random", "u8", 0, 0), ("random", "bool", 0, 0), ("random", "f32", 0, 0),
        ("random", "f64", 0, 0), ("randperm", "i32", 0, 0), ("randperm", "f32", 0, 0), ("bernoulli", "f32", 0.5, 0),
        ("bernoulli", "f64", 0.1, 0), ("bernoulli", "bool", 0.9, 0), ("bernoulli", "i64", 0.3, 0),
        ("bernoulli_f32", "f32", 0, 0), ("bernoulli_f64", "f32", 0, 0), ("dropout", "f32", 0.3, 0),
        ("exponential", "f32", 1, 0), ("exponential", "f64", 1.7, 0), ("geometric", "f32", 0.3, 0),
        ("geometric", "i64", 0.01, 0), ("cauchy", "f32", 0, 1), ("cauchy", "f64", 1, 2), ("log_normal", "f32", 1, 2),
        ("log_normal", "f64", 0.5, 0.25), ("multinomial", "f32", 0, 0), ("multinomial", "f64", 0, 0)]]
    for seed, op, name, a, b in plain:
        for n in SIZES if op in ("uniform", "normal") or name == "i64" and seed != s else [2, 17, 1000]:
            torch.manual_seed(seed)
            yield "seed %d" % seed
            yield line(op, name, n, a, b, keep=16 if n < 1000 else 4)


def sequences():
    choose = random.Random(7)
    calls = [("uniform", "f32", 0, 1), ("uniform", "f64", -2, 5), ("normal", "f32", 0, 1), ("normal", "f64", 1, 2),
             ("normal_serial", "f32", 0, 0.5), ("randint", "i64", 0, 1000), ("randint", "i64", 0, 2**40),
             ("randperm", "i64", 0, 0), ("bernoulli", "f32", 0.25, 0), ("bernoulli_f32", "f32", 0, 0),
             ("exponential", "f32", 2, 0), ("log_normal", "f64", 0, 1), ("random", "u8", 0, 0),
             ("multinomial", "f32", 0, 0), ("dropout", "f32", 0.5, 0)]
    for seed in range(100, 116):
        torch.manual_seed(seed)
        yield "seed %d" % seed
        for _ in range(12):
            op, name, a, b = choose.choice(calls)
            yield line(op, name, choose.choice([1, 2, 3, 5, 15, 16, 17, 33, 623, 625, 2000]), a, b, keep=4)


if __name__ == "__main__":
    assert torch.__version__.startswith("2.13."), torch.__version__
    folder = os.path.dirname(os.path.abspath(__file__))
    for name, lines in [("singles.txt", singles()), ("sequences.txt", sequences())]:
        with open(os.path.join(folder, name), "w") as file:
            file.writelines(text + "\n" for text in lines)
