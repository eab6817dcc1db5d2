"""The verb `fabula render` and its options; what it does is imported when it begins."""

import sys
from pathlib import Path
from typing import Annotated

import typer

Texts = list[str] | None
Rows = Annotated[str, typer.Argument(metavar="ROWS", help="CSV, TSV, JSON, JSONL or YAML; - reads standard input.")]
TemplateName = Annotated[
    str, typer.Option("--template", "-t", metavar="NAME|FILE", help="A template's name, or a workflow's file.")
]
Running = Annotated[
    str, typer.Option("--fabula", metavar="URL", help="A running Fabula does it; FABULA_API_KEY lets you in.")
]
Servers = Annotated[Texts, typer.Option("--server", metavar="URL", help="A ComfyUI server; may be repeated.")]
Out = Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Where pictures and report.jsonl go.")]
Columns = Annotated[
    Texts, typer.Option("--map", metavar="COL=INPUT", help="Where a column goes: an input, NODE.INPUT, or nothing.")
]
Values = Annotated[Texts, typer.Option("--set", metavar="INPUT=VALUE", help="For all rows that do not say it: seed=7.")]
Grid = Annotated[Texts, typer.Option("--grid", metavar="INPUT=VALUES", help="Every row with each: seed=1..4, cfg=3,5.")]
Along = Annotated[Texts, typer.Option("--zip", metavar="INPUT=VALUES", help="Like --grid, but side by side.")]
Key = Annotated[str, typer.Option("--key", metavar="COLUMN", help="The column that names rows and files.")]
Format = Annotated[str, typer.Option(help="csv, tsv, json, jsonl or yaml; else the ending tells.")]
Encoding = Annotated[str, typer.Option(help="Encoding of the rows; else it is found out.")]
Delimiter = Annotated[str, typer.Option(help="What parts the cells of CSV; else it is found out.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be made and what is missing; make nothing.")]
OnlyFailed = Annotated[bool, typer.Option("--only-failed", help="Only rows that failed before.")]
SkipBad = Annotated[bool, typer.Option("--skip-bad", help="Leave wrong rows out and render the others.")]
Limit = Annotated[int | None, typer.Option(min=1, help="At most so many pictures.")]
Stop = Annotated[int | None, typer.Option(min=1, help="Begin no more after so many failures.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what is wrong.")]
AsJson = Annotated[bool, typer.Option("--json", help="Say everything as JSON lines.")]


def render(
    rows: Rows,
    template: TemplateName = "default",
    fabula: Running = "",
    server: Servers = None,
    out: Out = Path("pictures"),
    columns: Columns = None,
    values: Values = None,
    grid: Grid = None,
    along: Along = None,
    key: Key = "",
    format: Format = "",
    encoding: Encoding = "",
    delimiter: Delimiter = "",
    dry_run: DryRun = False,
    only_failed: OnlyFailed = False,
    skip_bad: SkipBad = False,
    limit: Limit = None,
    stop_after_failures: Stop = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Make a picture of every row of a table."""
    from fabula.app.commands.render.begin import begin
    from fabula.app.commands.render.order import Order

    order = Order(
        rows=rows,
        template=template,
        fabula=fabula,
        servers=server or [],
        out=out,
        columns=columns or [],
        grid=grid or [],
        along=along or [],
        key=key,
        values=values or [],
        format=format,
        encoding=encoding,
        delimiter=delimiter,
        dry_run=dry_run,
        only_failed=only_failed,
        skip_bad=skip_bad,
        limit=limit,
        stop_after_failures=stop_after_failures,
        quiet=quiet,
        as_json=as_json,
    )
    sys.exit(begin(order))
