"""The cases of make_golden_ops.py for what PyTorch has in Python only: optimizers (adaptive.txt), schedulers
(schedules.txt) and averages of weights (averages.txt).

Optimizers: as in golden_rnn_cases.py. Schedulers: out is the learning rate of each group before each step. Averages: a
linear layer without bias learns the target by plain steps, and out is the averaged weight after each of them.
"""
import torch
from torch.optim import lr_scheduler, swa_utils

from golden_rnn_cases import _run_optim

START = {"p": torch.tensor([3.0, -2.0, 0.5], dtype=torch.float64),
         "a": torch.tensor([1.0, 4.0, 0.25], dtype=torch.float64),
         "target": torch.tensor([1.0, 0.0, -1.0], dtype=torch.float64)}
KINDS = {"nadam": torch.optim.NAdam, "radam": torch.optim.RAdam, "adamax": torch.optim.Adamax,
         "adadelta": torch.optim.Adadelta}
OPTIMIZERS = {
    "nadam": {"plain": dict(lr=0.1), "betas_eps": dict(lr=0.2, beta1=0.8, beta2=0.9, eps=1e-3),
              "weight_decay": dict(lr=0.1, weight_decay=0.1, momentum_decay=0.3),
              "decoupled": dict(lr=0.1, weight_decay=0.3, decoupled_weight_decay=True)},
    "radam": {"plain": dict(lr=0.1), "betas_eps": dict(lr=0.2, beta1=0.8, beta2=0.95, eps=1e-3),
              "never_rectified": dict(lr=0.1, beta2=0.5), "weight_decay": dict(lr=0.1, weight_decay=0.1),
              "decoupled": dict(lr=0.1, weight_decay=0.3, decoupled_weight_decay=True)},
    "adamax": {"plain": dict(lr=0.1), "betas_eps": dict(lr=0.2, beta1=0.8, beta2=0.5, eps=1e-2),
               "weight_decay": dict(lr=0.1, weight_decay=0.1)},
    "adadelta": {"plain": dict(lr=1.0), "rho_eps": dict(lr=0.5, rho=0.7, eps=1e-2),
                 "weight_decay": dict(lr=2.0, weight_decay=0.1)},
}


def adaptive():
    cases = []
    for kind, options in OPTIMIZERS.items():
        for variant, attributes in options.items():
            def make(p, c, kind=kind, attributes=attributes):
                plain = {k: v for k, v in attributes.items() if k not in ("beta1", "beta2")}
                if kind != "adadelta":
                    plain["betas"] = (attributes.get("beta1", 0.9), attributes.get("beta2", 0.999))
                return KINDS[kind]([p], **plain)

            def run(c, make=make):
                torch.set_default_dtype(torch.float64)  # NAdam keeps the product of its momenta in it
                try:
                    return _run_optim(make)(c)
                finally:
                    torch.set_default_dtype(torch.float32)
            cases.append((f"{kind}.{variant}", run, START, attributes, ()))
    return cases


def _warm_up(o):
    return lr_scheduler.SequentialLR(o, [lr_scheduler.LinearLR(o, 0.1, 1.0, 4),
                                         lr_scheduler.CosineAnnealingLR(o, 6, 0.01)], [4])


def _three(o):
    return lr_scheduler.SequentialLR(o, [lr_scheduler.ConstantLR(o, 0.5, 2), lr_scheduler.PolynomialLR(o, 4, 2.0),
                                         lr_scheduler.ExponentialLR(o, 0.9)], [3, 6])


def _from_zero(o):
    return lr_scheduler.SequentialLR(o, [lr_scheduler.ConstantLR(o, 0.5, 2), lr_scheduler.ExponentialLR(o, 0.9)], [0])


def _chained(o):
    return lr_scheduler.ChainedScheduler([lr_scheduler.ConstantLR(o, 0.1, 3), lr_scheduler.ExponentialLR(o, 0.9)])


def _chained_three(o):
    return lr_scheduler.ChainedScheduler([lr_scheduler.LinearLR(o, 0.25, 1.0, 4), lr_scheduler.MultiStepLR(o, [2, 6], 0.5),
                                          lr_scheduler.CosineAnnealingLR(o, 20)])


def _swa_cos(o):
    return swa_utils.SWALR(o, 0.05, 4)


def _swa_linear(o):
    return swa_utils.SWALR(o, [0.05, 0.9], 5, "linear")


def _swa_at_once(o):
    return swa_utils.SWALR(o, 0.05, 0)


def schedules():
    cases = []
    for name, make in (("warm_up", _warm_up), ("three", _three), ("from_zero", _from_zero),
                       ("chained", _chained), ("chained_three", _chained_three),
                       ("swa_cos", _swa_cos), ("swa_linear", _swa_linear), ("swa_at_once", _swa_at_once),
                       ("decay_then_swa", None)):
        def run(c, make=make):
            p, q = torch.nn.Parameter(torch.zeros(1)), torch.nn.Parameter(torch.zeros(1))
            o = torch.optim.SGD([{"params": [p], "lr": 0.5}, {"params": [q], "lr": 0.2}])
            first = None if make else lr_scheduler.ExponentialLR(o, 0.8)
            scheduler = make(o) if make else swa_utils.SWALR(o, 0.05, 3, "linear")
            rates = []
            for t in range(12):
                rates.append([g["lr"] for g in o.param_groups])
                o.step()
                (first if first and t < 4 else scheduler).step()
            return torch.tensor(rates, dtype=torch.float64)
        cases.append((f"{name}.rates", run, {}, {}, ()))
    return cases


def averages():
    cases = []
    for name, function, attributes in (("swa", lambda c: None, {}),
                                       ("ema", lambda c: swa_utils.get_ema_multi_avg_fn(c.decay), dict(decay=0.8))):
        def run(c, function=function):
            model = torch.nn.Linear(3, 1, bias=False, dtype=torch.float64)
            model.weight.data.copy_(c.p)
            average = swa_utils.AveragedModel(model, multi_avg_fn=function(c))
            path = []
            for _ in range(6):
                model.weight.grad = c.a * (model.weight.detach() - c.target)
                torch.optim.SGD(model.parameters(), lr=0.1).step()
                average.update_parameters(model)
                path.append(average.module.weight.detach().clone())
            return torch.stack(path)
        cases.append((f"{name}.linear", run, START, attributes, ()))
    return cases

