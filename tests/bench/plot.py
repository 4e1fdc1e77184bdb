"""The ratios as an SVG that reads in light and dark."""

ROW, LEFT, WIDTH, TOP = 26, 210, 420, 34


def words(name):
    return name.replace("_", " ")


def bar(row, y, scale):
    width = row["ratio"] * scale
    low, high = LEFT + row["ratio_least"] * scale, LEFT + row["ratio_most"] * scale
    middle = y + ROW / 2
    goal = LEFT + (row["goal"] or 0) * scale
    label = max(LEFT + width, high, goal) + 6
    parts = [
        f'<text x="{LEFT - 8}" y="{middle + 4}" text-anchor="end">'
        f'{words(row["scenario"])}</text>',
        f'<rect x="{LEFT}" y="{y + 5}" width="{width:.1f}" height="{ROW - 10}" '
        'class="bar"/>',
        f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{middle}" y2="{middle}" '
        'class="spread"/>',
        f'<text x="{label:.1f}" y="{middle + 4}">'
        f'{row["ratio"]:.2f} of {words(row["reference"])}</text>',
    ]
    if row["goal"]:
        parts.append(f'<line x1="{goal:.1f}" x2="{goal:.1f}" y1="{y + 2}" y2="{y + ROW - 2}" '
                     'class="goal"/>')
    return "".join(parts)


def write(report, path):
    rows = report["scenarios"]
    if not rows:
        return
    scale = WIDTH / max(max(r["ratio_most"], r["goal"] or 0) for r in rows)
    height = TOP + ROW * len(rows) + 10
    machine = report["machine"]
    body = "".join(bar(row, TOP + i * ROW, scale) for i, row in enumerate(rows))
    with open(path, "w", encoding="utf-8") as f:
        f.write(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 190}" '
            f'height="{height}" font-family="sans-serif" font-size="12">'
            "<style>text{fill:#222}.bar{fill:#4a7ebb}.spread{stroke:#222;"
            "stroke-width:1.5}.goal{stroke:#c33;stroke-width:2}"
            "@media(prefers-color-scheme:dark){text{fill:#ddd}.spread{stroke:#ddd}}"
            "</style>"
            f'<text x="8" y="18">Ratio to the reference in the same round: median, spread '
            f'of {report["rounds"]} rounds, goal in red ({machine["cpu"]}, '
            f'{machine["cores"]} cores)</text>{body}</svg>\n')
