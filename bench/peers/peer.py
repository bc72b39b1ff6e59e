"""What a peer in Python has in common with the others: its command line, and timing as bench/timing.h does it.

usage: PEER.py --list | PEER.py [--seconds S] MODE CASE

--list prints a line "MODE CASE" for each pair that the peer can time, else one JSON line of figures is printed. The names
of the cases are those of the programs in bench/models.
"""
import argparse
import json
import resource
import time


def measure(step, seconds):
    """The figures of bench/timing.h: a fifth of the time warms up, then at least ten samples."""
    start, calls = time.perf_counter(), 0
    while calls < 3 or time.perf_counter() - start < seconds / 5:
        step()
        calls += 1
    samples, begin = [], time.perf_counter()
    while len(samples) < 10 or time.perf_counter() - begin < seconds:
        start = time.perf_counter()
        step()
        samples.append(1e3 * (time.perf_counter() - start))
    samples.sort()
    return {"p10_ms": samples[len(samples) // 10], "median_ms": samples[len(samples) // 2],
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def run(modes, prepare):
    """The main function of a peer: `modes` is {mode: its cases}, `prepare(mode, case)` returns the step to time."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("pair", nargs="*", metavar="MODE CASE")
    options = parser.parse_intermixed_args()
    if options.list:
        print("\n".join(f"{mode} {case}" for mode, cases in modes.items() for case in cases))
        return
    if len(options.pair) != 2 or options.pair[1] not in modes.get(options.pair[0], ()):
        parser.error(f"expected one of the pairs that --list prints, got '{' '.join(options.pair)}'")
    print(json.dumps({"case": options.pair[1], **measure(prepare(*options.pair), options.seconds)}))
