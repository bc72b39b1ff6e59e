"""The cases of make_golden_ops.py with state: recurrent modules (rnn.txt) and optimizers (optim.txt).

rnn: x, the initial states h0 (and c0), and every parameter under its own name with the gradient; outputs are the
sequence, the last h and, for lstm, the last c. optim: a parameter p follows the gradient a * (p - target) for ten
steps, and out (10, 3) is p after each step.
"""
import torch

FAMILY_OF = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn_tanh": torch.nn.RNN, "rnn_relu": torch.nn.RNN}


def _module(kind, c):
    more = {"nonlinearity": kind[4:]} if kind.startswith("rnn_") else {}
    return FAMILY_OF[kind](c.input_size, c.hidden_size, c.num_layers, bias=c.bias, batch_first=c.batch_first,
                           bidirectional=c.bidirectional, dtype=torch.float64, **more)


def _run_rnn(kind):
    def run(c):
        module = _module(kind, c)
        parameters = {name: getattr(c, name) for name, _ in module.named_parameters()}
        state = (c.h0, c.c0) if hasattr(c, "c0") else getattr(c, "h0", None)
        out, last = torch.func.functional_call(module, parameters, (c.x, state))
        return (out, *last) if kind == "lstm" else (out, last)
    return run


def _three_decimals(*shape, scale):
    return lambda: ((torch.rand(*shape, dtype=torch.float64) * 2 - 1) * scale * 1000).round() / 1000


def rnn():
    cases = []
    for kind in FAMILY_OF:
        for variant, layers, two_ways, batch_first, bias, state in (
                ("plain", 1, False, False, True, False), ("batch_first_state", 1, False, True, True, True),
                ("two_layers", 2, False, False, False, True), ("bidirectional", 1, True, False, True, False),
                ("two_layers_bidirectional", 2, True, True, True, True)):
            if kind == "rnn_relu" and variant in ("batch_first_state", "two_layers"):
                continue
            attributes = dict(input_size=2, hidden_size=3, num_layers=layers, bias=bias, batch_first=batch_first,
                              bidirectional=two_ways)
            steps, batch, ways = 4, 2, 2 if two_ways else 1
            inputs = {"x": _three_decimals(*((batch, steps) if batch_first else (steps, batch)), 2, scale=2)}
            if state:
                inputs["h0"] = _three_decimals(layers * ways, batch, 3, scale=1)
                if kind == "lstm":
                    inputs["c0"] = _three_decimals(layers * ways, batch, 3, scale=1)
            module = FAMILY_OF[kind](2, 3, layers, bias=bias, bidirectional=two_ways)
            for name, parameter in module.named_parameters():
                inputs[name] = _three_decimals(*parameter.shape, scale=1)
            cases.append((f"{kind}.{variant}", _run_rnn(kind), inputs, attributes, list(inputs)))
    return cases


def _run_optim(make):
    def run(c):
        p = torch.nn.Parameter(c.p.clone())
        optimizer = make(p, c)
        scheduler = torch.optim.lr_scheduler.StepLR(optimizer, c.step_size, c.gamma) if hasattr(c, "gamma") else None
        path = []
        for step in range(10):
            optimizer.zero_grad()
            (0.5 * c.a * (p - c.target) ** 2).sum().backward()
            optimizer.step()
            if scheduler and step > 0:  # LibTorch's StepLR falls one call later than Python's
                scheduler.step()
            path.append(p.detach().clone())
        return torch.stack(path)
    return run


def optim():
    start = {"p": torch.tensor([3.0, -2.0, 0.5], dtype=torch.float64),
             "a": torch.tensor([1.0, 4.0, 0.25], dtype=torch.float64),
             "target": torch.tensor([1.0, 0.0, -1.0], dtype=torch.float64)}
    kinds = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW,
             "rmsprop": torch.optim.RMSprop, "adagrad": torch.optim.Adagrad}
    variants = {
        "sgd": {"plain": dict(lr=0.1), "momentum": dict(lr=0.1, momentum=0.9),
                "nesterov": dict(lr=0.1, momentum=0.9, nesterov=True),
                "dampening": dict(lr=0.1, momentum=0.8, dampening=0.5),
                "weight_decay": dict(lr=0.1, momentum=0.5, weight_decay=0.1),
                "step_lr": dict(lr=0.2, step_size=3, gamma=0.5)},
        "adam": {"plain": dict(lr=0.1), "betas_eps": dict(lr=0.2, beta1=0.8, beta2=0.9, eps=1e-3),
                 "weight_decay": dict(lr=0.1, weight_decay=0.1), "amsgrad": dict(lr=0.1, beta2=0.5, amsgrad=True)},
        "adamw": {"plain": dict(lr=0.1), "weight_decay": dict(lr=0.1, weight_decay=0.3),
                  "amsgrad": dict(lr=0.1, beta2=0.5, amsgrad=True)},
        "rmsprop": {"plain": dict(lr=0.05), "centered": dict(lr=0.05, alpha=0.9, centered=True),
                    "momentum": dict(lr=0.05, momentum=0.9), "weight_decay": dict(lr=0.05, weight_decay=0.1),
                    "all": dict(lr=0.05, alpha=0.8, eps=1e-4, momentum=0.5, centered=True, weight_decay=0.1)},
        "adagrad": {"plain": dict(lr=0.5), "lr_decay": dict(lr=0.5, lr_decay=0.1),
                    "weight_decay": dict(lr=0.5, weight_decay=0.1),
                    "initial": dict(lr=0.5, initial_accumulator_value=0.5, eps=1e-3)},
    }
    cases = []
    for kind, options in variants.items():
        for variant, attributes in options.items():
            def make(p, c, kind=kind, attributes=attributes):
                plain = {k: v for k, v in attributes.items() if k not in ("beta1", "beta2", "step_size", "gamma")}
                if kind.startswith("adam"):
                    plain["betas"] = (attributes.get("beta1", 0.9), attributes.get("beta2", 0.999))
                return kinds[kind]([p], **plain)
            cases.append((f"{kind}.{variant}", _run_optim(make), start, attributes, ()))
    return cases
