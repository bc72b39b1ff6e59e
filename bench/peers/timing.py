"""Times a step as bench/timing.h does; for the peers in Python."""
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
