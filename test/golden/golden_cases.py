"""The list of cases of make_golden_ops.py: for each family the operators as PyTorch calls them, and their variants.

Attributes keep PyTorch's names; reduction is 0 for none, 1 for mean, 2 for sum.
Read next: make_golden_ops.py, which runs them; golden_rnn_cases.py, the cases with modules and optimizers.
"""
import torch
import torch.nn.functional as F

import golden_optim_cases
import golden_rnn_cases

NAN, INF = float("nan"), float("inf")
REDUCTIONS = ("none", "mean", "sum")


def real(*shape, low=-3.0, high=3.0):
    """A tensor of three decimals, made when the case is run, under its seed."""
    return lambda: ((torch.rand(*shape, dtype=torch.float64) * (high - low) + low) * 1000).round() / 1000


def whole(high, *shape):
    return lambda: torch.randint(high, shape)


def fixed(values, dtype=torch.float64):
    return torch.tensor(values, dtype=dtype)


class Family:
    def __init__(self):
        self.cases = []

    def add(self, operator, run, variant, inputs, gradients=(), **attributes):
        self.cases.append((f"{operator}.{variant}", run, inputs, attributes, gradients))


def reduce():
    f = Family()
    along = {
        "sum": lambda c: torch.sum(c.x, c.dim, c.keepdim),
        "mean": lambda c: torch.mean(c.x, c.dim, c.keepdim),
        "logsumexp": lambda c: torch.logsumexp(c.x, c.dim, c.keepdim),
        "amax": lambda c: torch.amax(c.x, c.dim, c.keepdim),
        "amin": lambda c: torch.amin(c.x, c.dim, c.keepdim),
    }
    for name, run in along.items():
        f.add(name, run, "last", {"x": real(3, 4, 5)}, ["x"], dim=[-1], keepdim=False)
        f.add(name, run, "outer_keep", {"x": real(3, 4, 5)}, ["x"], dim=[0, 2], keepdim=True)
        f.add(name, run, "nan", {"x": fixed([[1, NAN, 3], [INF, 2, -INF], [4, 4, 0]])}, dim=[1], keepdim=False)
        f.add(name, run, "long", {"x": real(1, 67)}, ["x"], dim=[1], keepdim=False)
    f.add("sum", along["sum"], "empty", {"x": real(0, 3)}, dim=[0], keepdim=False)
    f.add("logsumexp", along["logsumexp"], "large", {"x": fixed([[1000, 1001, 999], [-1000, -1e4, -INF]])}, ["x"],
          dim=[1], keepdim=False)
    one = {
        "prod": lambda c: torch.prod(c.x, c.dim, c.keepdim),
        "max": lambda c: torch.max(c.x, c.dim, c.keepdim),
        "min": lambda c: torch.min(c.x, c.dim, c.keepdim),
        "argmax": lambda c: torch.argmax(c.x, c.dim, c.keepdim),
        "argmin": lambda c: torch.argmin(c.x, c.dim, c.keepdim),
        "any": lambda c: torch.any(c.x > 2, c.dim, c.keepdim),
        "all": lambda c: torch.all(c.x > -2, c.dim, c.keepdim),
    }
    for name, run in one.items():
        smooth = ["x"] if name in ("prod", "max", "min") else []
        f.add(name, run, "middle", {"x": real(3, 4, 5)}, smooth, dim=1, keepdim=False)
        f.add(name, run, "first_keep", {"x": real(3, 4, 2)}, smooth, dim=-3, keepdim=True)
        if name not in ("any", "all"):
            f.add(name, run, "nan_ties", {"x": fixed([[1, NAN, 3, NAN], [2, 5, 5, 2], [0, 0, 0, 0]])}, dim=1,
                  keepdim=False)
    f.add("prod", one["prod"], "zeros", {"x": fixed([[2, 0, 3], [0, 4, 0], [1, 2, 3]])}, ["x"], dim=1, keepdim=False)
    f.add("cumsum", lambda c: torch.cumsum(c.x, c.dim), "middle", {"x": real(2, 4, 3)}, ["x"], dim=1)
    f.add("cumsum", lambda c: torch.cumsum(c.x, c.dim), "last", {"x": real(2, 11)}, ["x"], dim=-1)
    for name, run in (("var", torch.var), ("std", torch.std)):
        run_c = lambda c, run=run: run(c.x, c.dim, unbiased=c.unbiased, keepdim=c.keepdim)
        for unbiased in (False, True):
            f.add(name, run_c, f"dims_unbiased_{int(unbiased)}", {"x": real(3, 4, 5)}, ["x"], dim=[0, 2],
                  unbiased=unbiased, keepdim=False)
        f.add(name, run_c, "far_from_zero", {"x": real(2, 9, low=1000.0, high=1001.0)}, ["x"], dim=[1],
              unbiased=True, keepdim=True)
    for p in (0.0, 1.0, 2.0, 3.0, INF, -INF):
        f.add("norm", lambda c: torch.norm(c.x, c.p, c.dim, c.keepdim), f"p_{p}", {"x": real(4, 6)},
              ["x"] if p not in (0.0,) else (), p=p, dim=[1], keepdim=False)
    return f.cases


def activation():
    f = Family()
    x = {"x": fixed([-20, -3, -1.5, -1, -0.5, -1e-3, 0, 1e-3, 0.25, 0.5, 1, 1.5, 3, 6.5, 21, 90])}
    for name in ("relu", "sigmoid", "tanh"):
        f.add(name, lambda c, name=name: getattr(torch, name)(c.x), "range", x, ["x"])
    for tanh in (False, True):
        f.add("gelu", lambda c: F.gelu(c.x, approximate="tanh" if c.tanh else "none"), f"tanh_{int(tanh)}", x, ["x"],
              tanh=tanh)
    for slope in (0.01, 0.3):
        f.add("leaky_relu", lambda c: F.leaky_relu(c.x, c.negative_slope), f"slope_{slope}", x, ["x"],
              negative_slope=slope)
    for alpha in (1.0, 0.5):
        f.add("elu", lambda c: F.elu(c.x, c.alpha), f"alpha_{alpha}", x, ["x"], alpha=alpha)
    for beta, threshold in ((1.0, 20.0), (2.0, 3.0)):
        f.add("softplus", lambda c: F.softplus(c.x, c.beta, c.threshold), f"beta_{beta}", x, ["x"], beta=beta,
              threshold=threshold)
    for name, run in (("softmax", torch.softmax), ("log_softmax", torch.log_softmax)):
        run_c = lambda c, run=run: run(c.x, c.dim)
        for dim in (0, 1, 2, -1):
            f.add(name, run_c, f"dim_{dim}", {"x": real(2, 3, 5)}, ["x"], dim=dim)
        f.add(name, run_c, "long", {"x": real(2, 37, low=-9.0, high=9.0)}, ["x"], dim=1)
        f.add(name, run_c, "large", {"x": fixed([[1000, 1001, 998], [-1e4, 0, 1e4], [-INF, 1, 2]])}, dim=1)
        f.add(name, run_c, "nan", {"x": fixed([[1, NAN, 2], [1, 2, 3]])}, dim=1)
        f.add(name, run_c, "scalar", {"x": fixed(0.5)}, ["x"], dim=0)
    return f.cases


def loss():
    f = Family()
    pair = {
        "mse_loss": lambda c: F.mse_loss(c.x, c.y, reduction=REDUCTIONS[c.reduction]),
        "l1_loss": lambda c: F.l1_loss(c.x, c.y, reduction=REDUCTIONS[c.reduction]),
        "smooth_l1_loss": lambda c: F.smooth_l1_loss(c.x, c.y, reduction=REDUCTIONS[c.reduction], beta=c.beta),
    }
    nll = lambda c: F.nll_loss(c.x, c.y, getattr(c, "weight", None), ignore_index=c.ignore_index,
                               reduction=REDUCTIONS[c.reduction])
    entropy = lambda c: F.cross_entropy(c.x, c.y, getattr(c, "weight", None), ignore_index=c.ignore_index,
                                        reduction=REDUCTIONS[c.reduction], label_smoothing=c.label_smoothing)
    bce = lambda c: F.binary_cross_entropy(c.x, c.y, getattr(c, "weight", None), reduction=REDUCTIONS[c.reduction])
    logits = lambda c: F.binary_cross_entropy_with_logits(
        c.x, c.y, getattr(c, "weight", None), pos_weight=getattr(c, "pos_weight", None),
        reduction=REDUCTIONS[c.reduction])
    weight = {"weight": fixed([0.5, 2, 1, 0.25, 3])}
    labels = fixed([1, 4, 0, 2, 4, 3], torch.int64)
    for r, word in enumerate(REDUCTIONS):
        for name, run in pair.items():
            beta = {"beta": 0.7} if name == "smooth_l1_loss" else {}
            f.add(name, run, word, {"x": real(3, 5), "y": real(3, 5)}, ["x", "y"], reduction=r, **beta)
        x = {"x": real(6, 5), "y": labels}
        f.add("nll_loss", nll, word, x, ["x"], ignore_index=-100, reduction=r)
        f.add("nll_loss", nll, f"{word}_weight_ignore", {**x, **weight}, ["x"], ignore_index=4, reduction=r)
        f.add("nll_loss", nll, f"{word}_image", {"x": real(2, 5, 2, 3), "y": whole(5, 2, 2, 3), **weight}, ["x"],
              ignore_index=1, reduction=r)
        for smoothing in (0.0, 0.1):
            some = dict(reduction=r, label_smoothing=smoothing)
            f.add("cross_entropy", entropy, f"{word}_smooth_{smoothing}", x, ["x"], ignore_index=-100, **some)
            f.add("cross_entropy", entropy, f"{word}_smooth_{smoothing}_weight_ignore", {**x, **weight}, ["x"],
                  ignore_index=4, **some)
            f.add("cross_entropy", entropy, f"{word}_smooth_{smoothing}_image",
                  {"x": real(2, 5, 2, 3), "y": whole(5, 2, 2, 3), **weight}, ["x"], ignore_index=1, **some)
            f.add("cross_entropy", entropy, f"{word}_smooth_{smoothing}_probabilities",
                  {"x": real(3, 5), "y": real(3, 5, low=0.0, high=0.4), **weight}, ["x"], ignore_index=-100, **some)
        f.add("binary_cross_entropy", bce, word, {"x": real(2, 5, low=0.0, high=1.0),
              "y": real(2, 5, low=0.0, high=1.0)}, ["x"], reduction=r)
        f.add("binary_cross_entropy", bce, f"{word}_ends", {"x": fixed([0, 1, 0, 1, 0.5]),
              "y": fixed([0, 1, 1, 0, 1]), **weight}, ["x"], reduction=r)
        f.add("binary_cross_entropy_with_logits", logits, word, {"x": real(2, 5, low=-30.0, high=30.0),
              "y": real(2, 5, low=0.0, high=1.0)}, ["x"], reduction=r)
        f.add("binary_cross_entropy_with_logits", logits, f"{word}_pos_weight", {"x": real(2, 5),
              "y": real(2, 5, low=0.0, high=1.0), **weight, "pos_weight": fixed([1, 3, 0.5, 2, 1])}, ["x"],
              reduction=r)
    f.add("cross_entropy", entropy, "mean_all_ignored", {"x": real(2, 3), "y": fixed([1, 1], torch.int64)},
          ignore_index=1, reduction=1, label_smoothing=0.0)
    return f.cases


def conv():
    f = Family()
    run = {1: lambda c: torch.conv1d(c.x, c.w, getattr(c, "b", None), c.stride, c.padding, c.dilation, c.groups),
           2: lambda c: torch.conv2d(c.x, c.w, getattr(c, "b", None), c.stride, c.padding, c.dilation, c.groups)}

    def add(variant, x, w, stride, padding, dilation, groups=1, bias=True):
        dims = len(w) - 2
        inputs = {"x": real(*x), "w": real(*w, low=-1.0, high=1.0)}
        if bias:
            inputs["b"] = real(w[0])
        f.add(f"conv{dims}d", run[dims], variant, inputs, list(inputs), stride=stride, padding=padding,
              dilation=dilation, groups=groups)

    add("plain", (2, 2, 9), (3, 2, 3), [1], [0], [1])
    add("stride_padding_dilation", (1, 2, 12), (2, 2, 3), [2], [2], [2])
    add("groups", (1, 4, 7), (6, 2, 2), [1], [1], [1], groups=2)
    add("unbatched", (2, 6), (2, 2, 3), [1], [1], [1])
    add("plain", (1, 2, 6, 5), (3, 2, 3, 3), [1, 1], [0, 0], [1, 1])
    add("padding", (2, 1, 5, 6), (2, 1, 3, 3), [1, 1], [1, 1], [1, 1])
    add("stride", (1, 2, 7, 8), (2, 2, 3, 2), [2, 3], [0, 1], [1, 1])
    add("dilation", (1, 1, 9, 8), (2, 1, 3, 3), [1, 2], [2, 1], [2, 3], bias=False)
    add("five_by_five", (1, 2, 7, 7), (2, 2, 5, 5), [1, 1], [2, 2], [1, 1])
    add("one_by_one", (2, 3, 3, 4), (4, 3, 1, 1), [1, 1], [0, 0], [1, 1])
    add("one_by_one_stride", (1, 2, 5, 5), (2, 2, 1, 1), [2, 2], [0, 0], [1, 1], bias=False)
    add("groups", (1, 4, 5, 4), (6, 2, 3, 3), [1, 1], [1, 1], [1, 1], groups=2)
    add("depthwise", (1, 3, 5, 6), (3, 1, 3, 3), [2, 1], [1, 1], [1, 1], groups=3)
    add("depthwise_multiplied", (1, 2, 4, 4), (4, 1, 3, 3), [1, 1], [1, 1], [1, 1], groups=2, bias=False)
    add("unbatched", (2, 4, 5), (2, 2, 3, 3), [1, 1], [1, 0], [1, 1])
    add("kernel_is_input", (2, 2, 3, 4), (3, 2, 3, 4), [1, 1], [0, 0], [1, 1])
    add("large_padding", (1, 1, 2, 2), (1, 1, 2, 2), [1, 1], [2, 1], [1, 1])
    return f.cases


def pool():
    f = Family()
    top = lambda c: F.max_pool2d_with_indices(c.x, c.kernel_size, c.stride, c.padding, c.dilation, c.ceil_mode)
    mean = lambda c: F.avg_pool2d(c.x, c.kernel_size, c.stride, c.padding, c.ceil_mode, c.count_include_pad,
                                  getattr(c, "divisor_override", None))
    for variant, shape, kernel, stride, padding, dilation, ceil_mode in (
            ("plain", (2, 2, 6, 6), 2, 2, 0, 1, False), ("overlap", (1, 2, 7, 6), 3, 2, 1, 1, False),
            ("ceil", (1, 1, 6, 7), 3, 2, 0, 1, True), ("ceil_drops_last", (1, 1, 5, 5), 2, 3, 1, 1, True),
            ("dilation", (1, 1, 8, 9), 2, 1, 0, 3, False), ("unbatched", (2, 5, 4), 2, 2, 0, 1, False)):
        f.add("max_pool2d_with_indices", top, variant, {"x": real(*shape)}, ["x"], kernel_size=[kernel, kernel],
              stride=[stride, stride], padding=[padding, padding], dilation=[dilation, dilation],
              ceil_mode=ceil_mode)
    f.add("max_pool2d_with_indices", top, "uneven", {"x": real(1, 2, 6, 9)}, ["x"], kernel_size=[2, 3],
          stride=[1, 2], padding=[0, 1], dilation=[1, 1], ceil_mode=False)
    f.add("max_pool2d_with_indices", top, "nan_ties", {"x": fixed([[[1, 1, NAN, 2], [1, 1, 3, NAN]]])},
          kernel_size=[2, 2], stride=[2, 2], padding=[0, 0], dilation=[1, 1], ceil_mode=False)
    for ceil_mode in (False, True):
        for count_include_pad in (False, True):
            f.add("avg_pool2d", mean, f"ceil_{int(ceil_mode)}_pad_{int(count_include_pad)}", {"x": real(1, 2, 6, 7)},
                  ["x"], kernel_size=[3, 2], stride=[2, 2], padding=[1, 1], ceil_mode=ceil_mode,
                  count_include_pad=count_include_pad)
    f.add("avg_pool2d", mean, "divisor", {"x": real(1, 1, 4, 4)}, ["x"], kernel_size=[2, 2], stride=[1, 1],
          padding=[0, 0], ceil_mode=False, count_include_pad=True, divisor_override=3)
    one = dict(kernel_size=[3], stride=[2], padding=[1], ceil_mode=True)
    f.add("max_pool1d", lambda c: F.max_pool1d(c.x, c.kernel_size, c.stride, c.padding, c.dilation, c.ceil_mode),
          "ceil", {"x": real(2, 2, 8)}, ["x"], dilation=[1], **one)
    f.add("avg_pool1d", lambda c: F.avg_pool1d(c.x, c.kernel_size, c.stride, c.padding, c.ceil_mode,
                                               c.count_include_pad),
          "ceil", {"x": real(2, 2, 8)}, ["x"], count_include_pad=False, **one)
    for shape, size in (((1, 2, 7, 5), [3, 2]), ((2, 1, 3, 4), [5, 7]), ((2, 5, 6), [1, 1]), ((1, 1, 6, 6), [6, 4])):
        variant = "x".join(str(n) for n in (*shape, "to", *size))
        f.add("adaptive_avg_pool2d", lambda c: F.adaptive_avg_pool2d(c.x, c.output_size), variant,
              {"x": real(*shape)}, ["x"], output_size=size)
        f.add("adaptive_max_pool2d", lambda c: F.adaptive_max_pool2d(c.x, c.output_size, return_indices=True),
              variant, {"x": real(*shape)}, ["x"], output_size=size)
    return f.cases


def norm():
    f = Family()

    def batch(c):
        mean, var = getattr(c, "running_mean", None), getattr(c, "running_var", None)
        mean, var = (t.clone() if t is not None else None for t in (mean, var))
        out = F.batch_norm(c.x, mean, var, getattr(c, "weight", None), getattr(c, "bias", None), c.training,
                           c.momentum, c.eps)
        return (out, mean, var) if mean is not None else out

    for shape in ((6, 3), (2, 3, 4), (2, 3, 2, 3)):
        variant = f"{len(shape)}d"
        running = {"running_mean": real(3), "running_var": real(3, low=0.5, high=2.0)}
        affine = {"weight": real(3), "bias": real(3)}
        for training in (True, False):
            f.add("batch_norm", batch, f"{variant}_{'train' if training else 'eval'}",
                  {"x": real(*shape), **running, **affine}, ["x", "weight", "bias"], training=training, momentum=0.1,
                  eps=1e-5)
    f.add("batch_norm", batch, "bare_train", {"x": real(4, 3)}, ["x"], training=True, momentum=0.3, eps=1e-3)
    f.add("batch_norm", batch, "bare_eval", {"x": real(4, 3), **running}, ["x"], training=False, momentum=0.3, eps=1e-3)
    layer = lambda c: F.layer_norm(c.x, c.normalized_shape, getattr(c, "weight", None), getattr(c, "bias", None), c.eps)
    for shape, tail in (((4, 7), [7]), ((2, 3, 5), [5]), ((2, 3, 4), [3, 4])):
        affine = {"weight": real(*tail), "bias": real(*tail)}
        variant = f"{len(shape)}d_{len(tail)}"
        f.add("layer_norm", layer, variant, {"x": real(*shape), **affine}, ["x", "weight", "bias"],
              normalized_shape=tail, eps=1e-5)
        f.add("layer_norm", layer, f"{variant}_bare", {"x": real(*shape)}, ["x"], normalized_shape=tail, eps=1e-2)
    for size, k in ((5, 1.0), (2, 2.0), (3, 0.5)):
        f.add("local_response_norm", lambda c: F.local_response_norm(c.x, c.size, c.alpha, c.beta, c.k),
              f"size_{size}", {"x": real(1, 6, 2, 3)}, ["x"], size=size, alpha=0.1, beta=0.75, k=k)
    return f.cases


def index():
    f = Family()
    i64 = torch.int64
    f.add("embedding", lambda c: F.embedding(c.i, c.w, c.padding_idx), "padding",
          {"i": fixed([[0, 2, 2], [4, 1, 0]], i64), "w": real(5, 3)}, ["w"], padding_idx=2)
    f.add("index_select", lambda c: torch.index_select(c.x, c.dim, c.i), "repeated",
          {"x": real(3, 4, 2), "i": fixed([3, 0, 0], i64)}, ["x"], dim=1)
    f.add("index", lambda c: c.x[c.i], "rows", {"x": real(4, 3), "i": fixed([[2, 0], [-1, 2]], i64)}, ["x"])
    chosen = fixed([[1, 0, 1], [0, 0, 0], [0, 1, 1]], torch.bool)
    f.add("index_mask", lambda c: c.x[c.m], "mask", {"x": real(3, 3), "m": chosen}, ["x"])
    f.add("index_two", lambda c: c.x[c.i, :, c.j], "around_a_slice",
          {"x": real(3, 2, 4), "i": fixed([0, 2, 1], i64), "j": fixed([[3], [0]], i64)}, ["x"])
    for accumulate in (False, True):
        f.add("index_put", lambda c: c.x.index_put((c.i,), c.v, c.accumulate), f"accumulate_{int(accumulate)}",
              {"x": real(4, 2), "i": fixed([3, 0, 3] if accumulate else [3, 0, 1], i64), "v": real(3, 2)},
              ["x", "v"], accumulate=accumulate)
    f.add("gather", lambda c: torch.gather(c.x, c.dim, c.i), "dim_1",
          {"x": real(2, 4), "i": fixed([[0, 0, 3], [2, 1, 0]], i64)}, ["x"], dim=1)
    f.add("gather", lambda c: torch.gather(c.x, c.dim, c.i), "dim_0",
          {"x": real(3, 3), "i": fixed([[0, 2], [1, 1]], i64)}, ["x"], dim=0)
    f.add("scatter", lambda c: torch.scatter(c.x, c.dim, c.i, c.v), "dim_1",
          {"x": real(2, 4), "i": fixed([[0, 3], [2, 1]], i64), "v": real(2, 3)}, ["x"], dim=1)
    f.add("scatter_add", lambda c: torch.scatter_add(c.x, c.dim, c.i, c.v), "dim_0",
          {"x": real(3, 2), "i": fixed([[0, 0], [0, 1], [2, 1]], i64), "v": real(3, 2)}, ["x", "v"], dim=0)
    mask = fixed([[1, 0, 0], [0, 1, 1]], torch.bool)
    f.add("masked_fill", lambda c: c.x.masked_fill(c.m, c.value), "some", {"x": real(2, 3), "m": mask}, ["x"],
          value=-1.5)
    f.add("masked_select", lambda c: torch.masked_select(c.x, c.m), "broadcast", {"x": real(2, 3), "m": mask[1]}, ["x"])
    f.add("where", lambda c: torch.where(c.m, c.x, c.y), "broadcast",
          {"m": mask, "x": real(2, 3), "y": real(1, 3)}, ["x", "y"])
    ties = fixed([[3, 1, 2, 1, 3], [0, NAN, -1, INF, 0]])
    for descending in (False, True):
        for dim in (0, 1):
            f.add("sort", lambda c: torch.sort(c.x, dim=c.dim, descending=c.descending), f"dim_{dim}_{int(descending)}",
                  {"x": real(5, 6)}, ["x"], dim=dim, descending=descending)
        f.add("stable_sort", lambda c: torch.sort(c.x, stable=True, dim=c.dim, descending=c.descending),
              f"ties_{int(descending)}", {"x": ties}, dim=1, descending=descending)
        f.add("topk", lambda c: torch.topk(c.x, c.k, c.dim, c.largest), f"largest_{int(not descending)}",
              {"x": real(3, 7)}, ["x"], k=3, dim=-1, largest=not descending)
    f.add("topk", lambda c: torch.topk(c.x, c.k, c.dim, c.largest), "dim_0", {"x": real(5, 2)}, ["x"], k=2, dim=0,
          largest=True)
    f.add("unique", lambda c: torch._unique2(c.x, sorted=True, return_inverse=True, return_counts=True), "numbers",
          {"x": fixed([[3, 1, 3], [2, 1, 1]])})
    f.add("unique", lambda c: torch._unique2(c.x, sorted=True, return_inverse=True, return_counts=True), "integers",
          {"x": fixed([5, -2, 5, 5, 0], i64)})
    f.add("nonzero", lambda c: torch.nonzero(c.x), "mask", {"x": mask})
    f.add("one_hot", lambda c: F.one_hot(c.x, c.num_classes), "more_classes", {"x": fixed([[0, 2], [1, 0]], i64)},
          num_classes=4)
    f.add("flip", lambda c: torch.flip(c.x, c.dims), "two", {"x": real(2, 3, 2)}, ["x"], dims=[0, 2])
    f.add("roll", lambda c: torch.roll(c.x, c.shifts, c.dims), "two", {"x": real(3, 4)}, ["x"], shifts=[1, -2],
          dims=[0, 1])
    f.add("repeat", lambda c: c.x.repeat(c.repeats), "new_dim", {"x": real(2, 2)}, ["x"], repeats=[2, 1, 3])
    f.add("unfold", lambda c: c.x.unfold(c.dimension, c.size, c.step), "overlap", {"x": real(2, 7)}, ["x"],
          dimension=1, size=3, step=2)
    f.add("nan_to_num", lambda c: torch.nan_to_num(c.x, c.nan, c.posinf, c.neginf), "all",
          {"x": fixed([1, NAN, INF, -INF, -2])}, ["x"], nan=0.5, posinf=9.0, neginf=-8.0)
    return f.cases


def families():
    return {"reduce": reduce(), "activation": activation(), "loss": loss(), "conv": conv(), "pool": pool(),
            "norm": norm(), "index": index(), "rnn": golden_rnn_cases.rnn(), "optim": golden_rnn_cases.optim(),
            "adaptive": golden_optim_cases.adaptive(), "schedules": golden_optim_cases.schedules(),
            "averages": golden_optim_cases.averages()}
