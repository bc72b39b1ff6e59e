#!/usr/bin/env python3
"""PyTorch in Python as a peer of the model benchmarks: the same models and batches.

usage: see peer.py; the modes are pytorch, pytorch_fused (Adam with fused=True; only where Adam is used) and torch.compile
(of model and loss).
"""
import peer
import torch
from torch import nn
from torch.nn import functional as F


class Cnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 5, padding=2)
        self.conv2 = nn.Conv2d(32, 64, 5, padding=2)
        self.fc1 = nn.Linear(3136, 1000)
        self.dropout = nn.Dropout(0.5)
        self.fc2 = nn.Linear(1000, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc2(F.relu(self.dropout(self.fc1(x.flatten(1)))))


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(28, 128)
        self.fc = nn.Linear(128, 10)

    def forward(self, x):
        return self.fc(self.lstm(x)[0][-1])


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        same = stride == 1 and inputs == outputs
        self.shortcut = nn.Identity() if same else nn.Sequential(
            nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + self.shortcut(x))


def resnet18():
    layers, inputs = [nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU()], 64
    for outputs in (64, 128, 256, 512):
        layers += [Block(inputs, outputs, 1 if inputs == outputs else 2), Block(outputs, outputs, 1)]
        inputs = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10))


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(256, 4, 1024, dropout=0.1), 4)
        self.fc = nn.Linear(256, 10)

    def forward(self, x):
        return self.fc(self.encoder(x).mean(0))


def classifier_head(features):
    return [nn.Flatten(), nn.Linear(features, 4096), nn.ReLU(True), nn.Dropout(), nn.Linear(4096, 4096), nn.ReLU(True),
            nn.Dropout(), nn.Linear(4096, 1000)]


def alexnet():
    layers = []
    for inputs, outputs, kernel, stride, padding, pool in ((3, 64, 11, 4, 2, True), (64, 192, 5, 1, 2, True),
                                                           (192, 384, 3, 1, 1, False), (384, 256, 3, 1, 1, False),
                                                           (256, 256, 3, 1, 1, True)):
        layers += [nn.Conv2d(inputs, outputs, kernel, stride, padding), nn.ReLU(True)]
        layers += [nn.MaxPool2d(3, 2)] if pool else []
    return nn.Sequential(*layers, *classifier_head(9216))


def vgg16():
    layers, inputs = [], 3
    for count, outputs in ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512)):
        for _ in range(count):
            layers += [nn.Conv2d(inputs, outputs, 3, 1, 1), nn.ReLU(True)]
            inputs = outputs
        layers.append(nn.MaxPool2d(2))
    return nn.Sequential(*layers, *classifier_head(25088))


def sgd(lr, **options):
    return lambda parameters, fused: torch.optim.SGD(parameters, lr=lr, **options)


def adam(parameters, fused):
    return torch.optim.Adam(parameters, lr=1e-3, fused=fused or None)


def mlp():
    return nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10))


# case: (model, shape of a batch, number of targets, optimizer)
TRAINING = {
    "W2": (lambda: nn.Linear(784, 10), (64, 784), 64, sgd(0.5)),
    "W3": (mlp, (64, 784), 64, sgd(0.03)),
    "W4": (Cnn, (64, 1, 28, 28), 64, adam),
    "W4sgd": (Cnn, (64, 1, 28, 28), 64, sgd(1e-3)),
    "W5": (Reader, (28, 64, 28), 64, adam),
    "W7": (resnet18, (32, 3, 32, 32), 32, sgd(0.01, momentum=0.9, weight_decay=5e-4)),
    "W7cl": (resnet18, (32, 3, 32, 32), 32, sgd(0.01, momentum=0.9, weight_decay=5e-4)),
    "W9": (Classifier, (128, 8, 256), 8, adam),
}
INFERENCE = {f"{name}_{batch}": (net, batch) for name, net in (("alexnet", alexnet), ("vgg16", vgg16)) for batch in (1, 8)}


def by_hand(mode):
    """W1, as bench/models/linear_regression.cpp has it."""
    n, batch, lr, first = 1000, 10, 0.03, 0
    x, order = torch.randn(n, 2), torch.randperm(n)
    y = x @ torch.tensor([[2.0], [-3.4]]) + 4.2 + torch.randn(n, 1) * 0.01
    w, b = (torch.randn(2, 1) * 0.01).requires_grad_(), torch.zeros(1, requires_grad=True)

    def loss_of(rows):
        return ((x.index_select(0, rows) @ w + b - y.index_select(0, rows)).pow(2) / 2).sum()

    if mode == "torch.compile":
        loss_of = torch.compile(loss_of)

    def step():
        nonlocal first
        rows, first = order[first:first + batch], (first + batch) % n
        loss_of(rows).backward()
        for parameter in (w, b):
            parameter.data -= lr * parameter.grad / batch
            parameter.grad.zero_()

    return step


def training_step(mode, case):
    model, shape, targets, optimizer = TRAINING[case]
    model, x, target = model().train(), torch.randn(shape), torch.randint(0, 10, (targets,))
    if case.endswith("cl"):
        model, x = model.to(memory_format=torch.channels_last), x.contiguous(memory_format=torch.channels_last)
    optimizer = optimizer(model.parameters(), mode == "pytorch_fused")
    loss_of = torch.compile(lambda: F.cross_entropy(model(x), target)) if mode == "torch.compile" else (
        lambda: F.cross_entropy(model(x), target))

    def step():
        optimizer.zero_grad()
        loss_of().backward()
        optimizer.step()

    return step


def inference_step(mode, case):
    net, batch = INFERENCE[case]
    net, x = net().eval(), torch.randn(batch, 3, 224, 224)
    run = torch.compile(net) if mode == "torch.compile" else net

    def step():
        with torch.no_grad():
            run(x)

    return step


def prepare(mode, case):
    torch.set_num_threads(2)
    torch.manual_seed(0)
    if case == "W1":
        return by_hand(mode)
    return (training_step if case in TRAINING else inference_step)(mode, case)


ALL = ("W1", *TRAINING, *INFERENCE)
peer.run({"pytorch": ALL, "pytorch_fused": [case for case in TRAINING if TRAINING[case][3] is adam], "torch.compile": ALL},
         prepare)
