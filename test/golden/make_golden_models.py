"""Writes models.txt: the first 50 training losses of small models, made by PyTorch 2.13 on one thread.

Seed 0, modules built in the order of their registration, then the data from randint and randn under the same seed, so
that the C++ side can repeat everything: each class has a random picture, each example is its picture with some noise.
The convolutional network has a small learning rate in float32: where two neighbours in a pooling window differ by one
rounding, the larger one differs between correct implementations, and with large steps 50 of them make that visible
(PyTorch with one and with two threads differ by 1e-3 at lr 0.05). In float64 it may learn quickly.
Usage: python make_golden_models.py [folder].  Read next: ../models/loss_curves_test.cpp, which repeats them.
"""
import pathlib
import sys

import torch
from torch import nn

STEPS = 50


def mlp():
    return nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10))


def cnn():
    return nn.Sequential(
        nn.Conv2d(1, 32, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(3136, 1000), nn.ReLU(), nn.Linear(1000, 10))


def losses(make, shape, dtype, lr, momentum):
    torch.manual_seed(0)
    model = make()
    y = torch.randint(10, (STEPS, shape[0]))
    pictures = torch.randn(10, *shape[1:])
    x = pictures[y] + 0.1 * torch.randn(STEPS, *shape)
    model.to(dtype)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=momentum)
    result = []
    for step in range(STEPS):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x[step].to(dtype)), y[step])
        loss.backward()
        optimizer.step()
        result.append(loss.item())
    return result


def main():
    torch.set_num_threads(1)
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    cases = {
        "mlp": (mlp, (64, 784), torch.float32, 0.03, 0.0),
        "mlp_momentum": (mlp, (64, 784), torch.float32, 0.03, 0.9),
        "cnn": (cnn, (32, 1, 28, 28), torch.float32, 0.002, 0.0),
        "cnn_double": (cnn, (8, 1, 28, 28), torch.float64, 0.03, 0.5),
    }
    lines = [f"# Training losses, PyTorch {torch.__version__.split('+')[0]}, by make_golden_models.py"]
    for name, (make, shape, dtype, lr, momentum) in cases.items():
        values = losses(make, shape, dtype, lr, momentum)
        kind, digits = ("f32", 9) if dtype == torch.float32 else ("f64", 13)
        lines += [f"case {name}", f"lr f64 [] {lr}", f"momentum f64 [] {momentum}",
                  f"losses {kind} [{STEPS}] " + " ".join(f"{loss:.{digits}g}" for loss in values)]
    (folder / "models.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
