"""What the person sees: problems, progress and the end, as words, as a bar, or as JSON lines."""

import json
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from fabula.app.commands.render.order import Order
from fabula.core.errors import FabulaError
from fabula.imaging.scripts.alone import Line, Tally
from fabula.imaging.scripts.survey import Survey

SHOWN_PROBLEMS = 20
SAY_EVERY_S = 10.0


class Showing:
    """JSON goes to standard output, words go where the person is."""

    def __init__(self, order: Order) -> None:
        self._as_json = order.as_json
        self._is_quiet = order.quiet or order.as_json
        self._is_dry = order.dry_run
        self._said_at = time.monotonic()

    def say(self, text: str, *, colour: str | None = None) -> None:
        if not self._is_quiet:
            typer.secho(text, fg=colour, err=not self._is_dry)

    def failure(self, error: FabulaError) -> None:
        if self._as_json:
            self._print({"error": error.code(), "message": error.message, "hint": error.way_out})
            return
        typer.secho(f"✗ {error.message}", fg=typer.colors.RED, err=True)
        if error.way_out:
            typer.echo(f"  → {error.way_out}", err=True)

    def survey(self, survey: Survey, lacking: Mapping[str, Sequence[str]]) -> None:
        """What was found before anything is rendered."""
        if self._as_json:
            told = [asdict(problem) for problem in survey.problems]
            self._print(
                {
                    "items": survey.items,
                    "finished": survey.skipped,
                    "bad": survey.bad,
                    "problems": told,
                    "missing": lacking,
                }
            )
            return
        for problem in survey.problems[:SHOWN_PROBLEMS]:
            mark, colour = ("·", None) if problem.is_note else ("✗", typer.colors.RED)
            if not (problem.is_note and self._is_quiet):
                typer.secho(f"{mark} {problem.sentence}", fg=colour, err=True)
                typer.echo(f"  → {problem.way_out}", err=True)
        if len(survey.problems) > SHOWN_PROBLEMS:
            typer.echo(f"… and {max(len(survey.problems), survey.bad) - SHOWN_PROBLEMS} more.", err=True)
        already = f", {survey.skipped} are finished already" if survey.skipped else ""
        self.say(f"{_pictures(survey.items)} to make{already}.")
        for server, findings in lacking.items():
            if findings:
                self.say(f"✗ {server} cannot make all of them:", colour=typer.colors.YELLOW)
                for finding in findings[:SHOWN_PROBLEMS]:
                    self.say(f"  {finding}")
            else:
                self.say(f"✓ {server}")

    @contextmanager
    def progress(self, tally: Tally) -> Generator[None]:
        """Follow the tally until it is over."""
        if self._as_json:
            tally.on_change = lambda line: self._print(asdict(line))
            yield
        elif self._is_quiet or not tally.total:
            yield
        elif sys.stderr.isatty():
            with _bar(tally):
                yield
        else:
            tally.on_change = lambda line: self._plain(tally, line)
            yield

    def _plain(self, tally: Tally, line: Line) -> None:
        if line.reason:
            self.say(f"✗ {line.key}: {line.reason}", colour=typer.colors.RED)
        if time.monotonic() - self._said_at >= SAY_EVERY_S:
            self._said_at = time.monotonic()
            self.say(f"{tally.ended} of {tally.total}, {tally.failed} failed")

    def stopped(self, tally: Tally, report: Path) -> None:
        left = tally.total - tally.done - tally.failed
        if self._as_json:
            self._print(_summary(tally, report))
        else:
            taken = f", {tally.cancelled} were taken back from the servers" if tally.cancelled else ""
            typer.echo(f"{tally.done} done, {tally.failed} failed, {left} left{taken}.", err=True)

    def ended(self, tally: Tally, report: Path) -> None:
        if self._as_json:
            self._print(_summary(tally, report))
            return
        if tally.failed or tally.is_stopped:
            left = tally.total - tally.ended
            more = f" {left} were not begun, because too many failed." if tally.is_stopped else ""
            typer.secho(f"✗ {tally.failed} of {tally.total} failed.{more}", fg=typer.colors.RED, err=True)
            typer.echo(f"  → The reasons are in {report}; --only-failed tries them again.", err=True)
        else:
            self.say(f"✓ {_pictures(tally.done)} made; the report is {report}.", colour=typer.colors.GREEN)

    def _print(self, told: Mapping[str, Any]) -> None:
        typer.echo(json.dumps(told, ensure_ascii=False, default=str))


def _summary(tally: Tally, report: Path) -> dict[str, Any]:
    return {
        "total": tally.total,
        "finished": tally.skipped,
        "done": tally.done,
        "failed": tally.failed,
        "cancelled": tally.cancelled,
        "report": str(report),
    }


def _pictures(count: int) -> str:
    return "1 picture" if count == 1 else f"{count} pictures"


@contextmanager
def _bar(tally: Tally) -> Generator[None]:
    """A bar with rate, remaining time and failures."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("[red]{task.fields[failed]}"),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=tally.total, rate="", failed="")
        began = time.monotonic()

        def moved(line: Line) -> None:
            rate = tally.ended / max(0.001, time.monotonic() - began)
            failed = f"{tally.failed} failed" if tally.failed else ""
            progress.update(task, completed=tally.ended, rate=_rate(rate), failed=failed)
            if line.reason:
                console.print(f"✗ {line.key}: {line.reason}", style="red", markup=False, highlight=False)

        tally.on_change = moved
        yield


def _rate(per_s: float) -> str:
    return f"{per_s:.1f}/s" if per_s >= 1 else f"{per_s * 60:.1f}/min"
