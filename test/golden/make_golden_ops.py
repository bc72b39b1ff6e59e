"""Writes the golden figures of the operators: reduce.txt, activation.txt, loss.txt, conv.txt, pool.txt, norm.txt,
index.txt, rnn.txt, optim.txt, adaptive.txt, schedules.txt and averages.txt, by PyTorch 2.13 in float64.

A case is named operator.variant and holds its inputs, its attributes, its outputs (out, or out0, out1 ...) and for
each differentiable input its gradient (grad_x for x). The gradient is that of the sum over all floating outputs of
output * weight, where weight is the row-major position modulo 7, minus 2.5. Inputs have three decimals and come from
the seed of the case, so a case does not change when others do.
Usage: python make_golden_ops.py [folder].  Read next: README.md (the format), golden_cases.py (the list of cases).
"""
import pathlib
import sys
import types
import zlib

import torch

import golden_cases

DTYPES = {torch.float32: "f32", torch.float64: "f64", torch.int64: "i64", torch.bool: "bool"}


def number(value):
    return f"{value:.9g}" if isinstance(value, float) else str(int(value))


def entry(name, value):
    """One line of the file for a tensor, a number, a flag or a list of numbers."""
    if not isinstance(value, torch.Tensor):
        first = value[0] if isinstance(value, (list, tuple)) and value else value
        value = torch.tensor(value, dtype=torch.float64 if isinstance(first, float) else
                             torch.bool if isinstance(first, bool) else torch.int64)
    shape = ",".join(str(size) for size in value.shape)
    values = " ".join(number(v) for v in value.detach().flatten().tolist())
    return f"{name} {DTYPES[value.dtype]} [{shape}] {values}".rstrip()


def weighted_sum(outputs):
    total = 0
    for out in outputs:
        if out.is_floating_point() and out.requires_grad:
            total = total + (out * (torch.arange(out.numel()) % 7 - 2.5).reshape(out.shape)).sum()
    return total


def case_lines(name, operator, inputs, attributes, gradients):
    torch.manual_seed(zlib.crc32(name.encode()))
    tensors = {key: value() if callable(value) else value for key, value in inputs.items()}
    for key in gradients:
        tensors[key] = tensors[key].clone().requires_grad_()
    before = {key: value.detach().clone() for key, value in tensors.items()}
    outputs = operator(types.SimpleNamespace(**tensors, **attributes))
    outputs = (outputs,) if isinstance(outputs, torch.Tensor) else tuple(outputs)
    lines = [f"case {name}"] + [entry(key, value) for key, value in before.items()]
    lines += [entry(key, value) for key, value in attributes.items()]
    lines += [entry("out" if len(outputs) == 1 else f"out{i}", out) for i, out in enumerate(outputs)]
    if gradients:
        weighted_sum(outputs).backward()
        lines += [entry(f"grad_{key}", tensors[key].grad) for key in gradients]
    return lines


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    torch.set_num_threads(1)
    version = torch.__version__.split("+")[0]
    for family, cases in golden_cases.families().items():
        lines = [f"# {family}: PyTorch {version}, by make_golden_ops.py"]
        names = [case[0] for case in cases]
        assert len(set(names)) == len(names), f"{family}: two cases of one name"
        for case in cases:
            lines += case_lines(*case)
        (folder / f"{family}.txt").write_text("\n".join(lines) + "\n")
        print(f"{family}: {len(cases)} cases, {(folder / f'{family}.txt').stat().st_size} bytes")


if __name__ == "__main__":
    main()
