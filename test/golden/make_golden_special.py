#!/usr/bin/env python3
"""Writes special.txt: values of the special functions to 17 digits, computed with mpmath 1.3 in 50 digits.

PyTorch's own figures would not do: several of its functions keep fewer than eight digits in places (the Bessel functions
and Airy's near their zeros, the incomplete gamma functions). Where both are good they agree; the argument --compare prints
the largest relative difference to PyTorch for each function.
"""
import pathlib
import random
import sys

import mpmath as mp

mp.mp.dps = 50


def hurwitz(s, q):
    """mpmath's zeta loses digits for large s, so the leading terms are added up and the rest is its own."""
    return mp.nsum(lambda k: (q + k) ** -s, [0, mp.inf], method="euler-maclaurin") if s < 3 else \
        sum((q + k) ** -s for k in range(200)) + mp.quad(lambda t: (q + 200 + t) ** -s, [0, 1000, mp.inf]) + tail(s, q + 200)


def tail(s, a):
    """Euler-Maclaurin's corrections to the integral from a on."""
    total, factor = a ** -s / 2, s * a ** (-s - 1)
    for k in range(1, 12):
        total += mp.bernoulli(2 * k) / mp.factorial(2 * k) * factor
        factor *= (s + 2 * k - 1) * (s + 2 * k) / a ** 2
    return total


# name: (function, ranges of its arguments); a range of integers is (low, high, int).
ONE = {
    "lgamma": (lambda x: mp.log(abs(mp.gamma(x))), [(0.01, 40), (-5.4, -0.1)]),
    "digamma": (mp.digamma, [(0.05, 40), (-3.9, -3.1)]),
    "special_erfcx": (lambda x: mp.exp(x * x) * mp.erfc(x), [(-5, 5), (5, 60)]),
    "erfinv": (mp.erfinv, [(-1, 1), (0.9999, 1), (-1e-8, 1e-8)]),
    "special_ndtr": (mp.ncdf, [(-5, 5)]),
    "special_ndtri": (lambda p: mp.sqrt(2) * mp.erfinv(2 * p - 1), [(0, 1), (0, 1e-9)]),
    "special_log_ndtr": (lambda x: mp.log(mp.ncdf(x)), [(-40, 5)]),
    "special_entr": (lambda x: -x * mp.log(x), [(0, 5)]),
    "sinc": (lambda x: mp.sin(mp.pi * x) / (mp.pi * x), [(-3.4, 3.4)]),
    "i0": (lambda x: mp.besseli(0, x), [(-40, 40)]),
    "special_i0e": (lambda x: mp.besseli(0, x) * mp.exp(-abs(x)), [(-40, 40)]),
    "special_i1": (lambda x: mp.besseli(1, x), [(-40, 40)]),
    "special_i1e": (lambda x: mp.besseli(1, x) * mp.exp(-abs(x)), [(-40, 40)]),
    "special_modified_bessel_k0": (lambda x: mp.besselk(0, x), [(0.01, 3), (3, 40)]),
    "special_modified_bessel_k1": (lambda x: mp.besselk(1, x), [(0.01, 3), (3, 40)]),
    "special_scaled_modified_bessel_k0": (lambda x: mp.besselk(0, x) * mp.exp(x), [(0.01, 3), (3, 80)]),
    "special_scaled_modified_bessel_k1": (lambda x: mp.besselk(1, x) * mp.exp(x), [(0.01, 3), (3, 80)]),
    "special_bessel_j0": (lambda x: mp.besselj(0, x), [(-30, 30)]),
    "special_bessel_j1": (lambda x: mp.besselj(1, x), [(-30, 30)]),
    "special_bessel_y0": (lambda x: mp.bessely(0, x), [(0.1, 30)]),
    "special_bessel_y1": (lambda x: mp.bessely(1, x), [(0.1, 30)]),
    "special_spherical_bessel_j0": (lambda x: mp.sin(x) / x, [(-20, 20), (-1e-3, 1e-3)]),
    "special_airy_ai": (mp.airyai, [(-9, 9), (-2.5, -1.5), (1.5, 2.5)]),
}
X, N = (-1.4, 1.4), (0, 14, int)
TWO = {
    "polygamma": (mp.polygamma, [((1, 5, int), (0.05, 20)), ((1, 4, int), (-3.9, -3.1))]),
    "special_zeta": (hurwitz, [((1.2, 20), (0.1, 30))]),
    "igamma": (lambda a, x: mp.gammainc(a, 0, x, regularized=True), [((0.05, 3), (0.05, 5)), ((1, 60), (1, 60))]),
    "igammac": (lambda a, x: mp.gammainc(a, x, mp.inf, regularized=True), [((0.05, 3), (0.05, 5)), ((1, 60), (1, 60))]),
    "special_xlog1py": (lambda x, y: x * mp.log1p(y), [((-3, 3), (-0.9, 5))]),
    "special_chebyshev_polynomial_t": (lambda x, n: mp.chebyt(n, x), [(X, N)]),
    "special_chebyshev_polynomial_u": (lambda x, n: mp.chebyu(n, x), [(X, N)]),
    "special_chebyshev_polynomial_v": (lambda x, n: mp.chebyu(n, x) - (mp.chebyu(n - 1, x) if n else 0), [(X, N)]),
    "special_chebyshev_polynomial_w": (lambda x, n: mp.chebyu(n, x) + (mp.chebyu(n - 1, x) if n else 0), [(X, N)]),
    "special_shifted_chebyshev_polynomial_t": (lambda x, n: mp.chebyt(n, 2 * x - 1), [(X, N)]),
    "special_shifted_chebyshev_polynomial_u": (lambda x, n: mp.chebyu(n, 2 * x - 1), [(X, N)]),
    "special_shifted_chebyshev_polynomial_v": (
        lambda x, n: mp.chebyu(n, 2 * x - 1) - (mp.chebyu(n - 1, 2 * x - 1) if n else 0), [(X, N)]),
    "special_shifted_chebyshev_polynomial_w": (
        lambda x, n: mp.chebyu(n, 2 * x - 1) + (mp.chebyu(n - 1, 2 * x - 1) if n else 0), [(X, N)]),
    "special_hermite_polynomial_h": (lambda x, n: mp.hermite(n, x), [(X, N)]),
    "special_hermite_polynomial_he": (lambda x, n: mp.hermite(n, x / mp.sqrt(2)) / mp.sqrt(2) ** n, [(X, N)]),
    "special_laguerre_polynomial_l": (lambda x, n: mp.laguerre(n, 0, x), [((-3, 9), N)]),
    "special_legendre_polynomial_p": (lambda x, n: mp.legendre(n, x), [(X, N)]),
}


def draw(bounds):
    return random.randint(bounds[0], bounds[1]) if len(bounds) == 3 else round(random.uniform(*bounds), 4) or random.uniform(*bounds)


def line(name, values):
    return f"{name} f64 [{len(values)}] " + " ".join(repr(float(v)) for v in values)


def compare(name, args, wanted):
    import torch
    function = getattr(torch, name, None) or getattr(torch.special, name.removeprefix("special_"))
    columns = [torch.tensor(c, dtype=torch.float64) for c in args]
    if name == "polygamma":
        got = [torch.polygamma(int(n), x).item() for n, x in zip(*columns)]
    else:
        got = function(*columns).tolist()
    worst = max(abs(g - w) / max(abs(w), 1e-300) for g, w in zip(got, wanted))
    print(f"{name}: {float(worst):.1e}", file=sys.stderr)


def main():
    random.seed(4)
    lines = ["# made by make_golden_special.py"]
    for name, (function, ranges) in (ONE | TWO).items():
        points = []
        for bounds in ranges:
            for _ in range(12):
                points.append(tuple(draw(b) for b in bounds) if name in TWO else (draw(bounds),))
        args = [list(column) for column in zip(*points)]
        wanted = [function(*(mp.mpf(v) if isinstance(v, float) else v for v in point)) for point in points]
        if "--compare" in sys.argv[1:]:
            compare(name, args, wanted)
        lines.append(f"case {name}")
        lines += [line("xy"[k], column) for k, column in enumerate(args)]
        lines.append(line("out", [mp.nstr(w, 20) for w in wanted]))
    (pathlib.Path(__file__).parent / "special.txt").write_text("\n".join(lines) + "\n")


main()
