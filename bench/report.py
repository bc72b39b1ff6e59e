"""What scripts/bench makes of its results: a Markdown table, and a picture (SVG) of the ratios.

A result is {"case", "p10_ms", "median_ms", "peak_mb", "peers": {name: the same figures and the ratios ours / theirs}},
and "items_per_s" with it where the case counts items.
"""

COLUMNS = (("p10, ms", "p10_ms", "p10_ms"), ("p10 ratio", None, "p10_ratio"), ("median ratio", None, "median_ratio"),
           ("peak, MB", "peak_mb", "peak_mb"), ("peak ratio", None, "peak_ratio"),
           ("items a second", "items_per_s", "items_per_s"))


def cell(figures, key):
    return f"{float(f'{figures[key]:.3g}'):g}" if key in figures else ""


def table(results):
    """One row for each case and peer; the figures are written ours / theirs."""
    lines = ["| case | peer | " + " | ".join(name for name, _, _ in COLUMNS) + " |", "|---|---|" + "---|" * len(COLUMNS)]
    for result in results:
        for name, peer in result["peers"].items() or [("", {})]:
            cells = [f"{cell(result, ours)} / {cell(peer, theirs)}".removesuffix(" / ") if ours else cell(peer, theirs)
                     for _, ours, theirs in COLUMNS]
            lines.append(f"| {result['case']} | {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def fastest(result):
    """(name, ratio) of the peer that is hardest to beat."""
    return max(((name, peer["p10_ratio"]) for name, peer in result["peers"].items() if "p10_ratio" in peer),
               key=lambda item: item[1], default=None)


def picture(results):
    """Bars: our time as a share of the fastest peer's; the line stands where both are equal."""
    rows = [(result["case"], fastest(result)) for result in results if fastest(result)]
    left, width, height, top = 260, 360, 22, 44
    scale = width / max(1.1, *(ratio for _, (_, ratio) in rows)) if rows else width
    total = top + height * len(rows) + 12
    svg = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 190}" height="{total}" '
           'font-family="sans-serif" font-size="12">',
           '<rect width="100%" height="100%" fill="white"/>',
           f'<text x="{left}" y="18" font-weight="bold">Time of a step, as a share of the fastest peer\'s</text>']
    for i, (case, (peer, ratio)) in enumerate(rows):
        y, bar = top + height * i, ratio * scale
        colour = "#2a7f62" if ratio <= 1 else "#b5473c"
        svg += [f'<text x="{left - 8}" y="{y + 12}" text-anchor="end">{case}</text>',
                f'<rect x="{left}" y="{y}" width="{bar:.1f}" height="{height - 6}" fill="{colour}"/>',
                f'<text x="{left + bar + 6:.1f}" y="{y + 12}">{ratio:.2f} of {peer}</text>']
    svg += [f'<line x1="{left + scale:.1f}" x2="{left + scale:.1f}" y1="{top - 8}" y2="{total - 8}" stroke="black" '
            'stroke-dasharray="4 3"/>', "</svg>"]
    return "\n".join(svg) + "\n"
