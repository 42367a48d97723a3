"""The command line: `kashshaf index | search | related | analyze | serve | eval`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from indexer.base.errors import KashshafError
from indexer.base.log import set_up_logging
from indexer.base.settings import Settings
from web.cli import indexing, maintenance
from web.cli.context import index_option, json_option, limit_option, mode_option, settings_of
from web.cli.printing import echo, print_json

if TYPE_CHECKING:
    from search.engine import SearchEngine
    from search.request import Mode

# Modules that only one command needs are imported in that command: a search must not wait for
# what only indexing or serving uses.

MOST_CONNECTIONS = 1_000
IDLE_SECONDS = 20  # after which a connection that says nothing is closed
LARGEST_BODY = 1_000_000  # bytes: a text of 20,000 characters, escaped


class _Commands(click.Group):
    """Turns Kashshaf's errors into one line on standard error and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KashshafError as error:
            echo(f"kashshaf: {error}", err=True)
            ctx.exit(1)
        except OSError as error:  # a full disk, a limit, a missing permission
            echo(f"kashshaf: {_told(error)}", err=True)
            ctx.exit(1)


def _told(error: OSError) -> str:
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{error.strerror or error}. Check the disk, its limits and the permissions"


@click.group(cls=_Commands)
@click.version_option(package_name="kashshaf")
@click.option("-v", "--verbose", count=True, help="Say more; twice, everything.")
@click.option(
    "--settings",
    "settings_file",
    type=click.Path(path_type=Path),
    help="Settings file [default: kashshaf.toml, if there is one].",
)
@click.pass_context
def main(ctx: click.Context, verbose: int, settings_file: Path | None) -> None:
    """Search engine for bilingual Arabic–English news archives.

    Exit codes: 0 done; 1 an error, named on standard error; 2 wrong use of the command;
    130 interrupted by Ctrl-C (the index is whole, run again to go on).
    """
    set_up_logging(verbose)
    ctx.obj = settings_file


for command in (*indexing.COMMANDS, *maintenance.COMMANDS):
    main.add_command(command)


@main.command()
@click.argument("query", required=False)
@index_option
@mode_option
@click.option(
    "--file",
    "text_file",
    type=click.File(encoding="utf-8"),
    help="Search with the text of a file (- for standard input): what it is about is searched.",
)
@click.option("--language", metavar="CODE", multiple=True, help="ar, en, … (may be repeated).")
@click.option("--after", metavar="DATE", help="Published on this day or later.")
@click.option("--before", metavar="DATE", help="Published on this day or earlier.")
@click.option("--source", multiple=True, help="Only of this source (may be repeated).")
@click.option("--author", multiple=True, help="Only by this author (may be repeated).")
@limit_option(1000)
@click.option("--offset", type=click.IntRange(0), default=0, help="Leave out the first so many.")
@click.option("--plain", is_flag=True, help="Take the query as words, not as query syntax.")
@click.option(
    "--expand/--no-expand",
    default=True,
    help="Search translations, names and synonyms beside the words [default: yes].",
)
@click.option(
    "--language-boost",
    metavar="NUMBER",
    default="",
    help="More (up to 3) or less (down to -3) of the other language [default: 0].",
)
@click.option("--explain", is_flag=True, help="Say of each hit why it is where it is.")
@json_option
@click.pass_context
def search(
    ctx: click.Context,
    query: str | None,
    index_folder: str | None,
    mode: "Mode",
    text_file: TextIO | None,
    language: tuple[str, ...],
    after: str | None,
    before: str | None,
    source: tuple[str, ...],
    author: tuple[str, ...],
    limit: int,
    offset: int,
    plain: bool,
    expand: bool,
    language_boost: str,
    explain: bool,
    as_json: bool,
) -> None:
    """Search the archive in Arabic or English; finds articles in both."""
    from indexer.storage.query import Filters
    from search.query.periods import first_day, last_day
    from search.request import SearchRequest
    from web.parameters import MAX_TEXT, check_length, read_language_boost

    if (query is None) == (text_file is None):
        raise click.UsageError("Give a query, or a text with --file.")
    asked = text_file.read(MAX_TEXT + 1) if text_file else query or ""
    check_length(asked, MAX_TEXT)
    settings = settings_of(ctx, index=index_folder)
    filters = Filters(
        languages=language,
        sources=source,
        authors=author,
        first=first_day(after, settings.day_first) if after else None,
        last=last_day(before, settings.day_first) if before else None,
    )
    request = SearchRequest(
        asked,
        mode,
        filters,
        limit,
        offset,
        plain,
        expand=expand,
        language_boost=read_language_boost(language_boost),
        explain=explain,
    )
    response = _engine(settings).search(request)
    if as_json:
        from web.serialize import response_as_dict

        print_json(response_as_dict(response))
    else:
        from web.cli.terminal import print_response

        print_response(response)


@main.command()
@click.argument("article_id", metavar="ID")
@index_option
@limit_option(50)
@json_option
@click.pass_context
def related(
    ctx: click.Context, article_id: str, index_folder: str | None, limit: int, as_json: bool
) -> None:
    """Find the coverage of all languages nearest to an article."""
    settings = settings_of(ctx, index=index_folder)
    try:
        hits = _engine(settings).related(article_id, limit)
    except KeyError:
        raise KashshafError(
            f"there is no article {article_id!r}",
            str(settings.index_path),
            "`kashshaf search` prints each hit's id",
        ) from None
    if as_json:
        from web.serialize import related_as_dict

        print_json(related_as_dict(article_id, hits))
    else:
        from search.notices import Notice
        from web.cli.terminal import print_hits

        if not hits:
            echo(str(Notice.of("nothing_related")), err=True)
        print_hits(hits)


@main.command()
@click.argument("text")
@click.option("--plain", is_flag=True, help="Read it as words, not as query syntax.")
@json_option
@click.pass_context
def analyze(ctx: click.Context, text: str, plain: bool, as_json: bool) -> None:
    """Show what the analysis makes of TEXT; - reads standard input. No index is needed.

    Each word in its layers with what is highlighted of it, the language, the dates and names
    found, and how the text would be read as a query. A query that can't be read is part of the
    answer, no failure.
    """
    from indexer.language.options import choose
    from search.query.analysis import analyze_text

    settings = settings_of(ctx)
    choose(settings)
    given = _standard_input() if text == "-" else text
    analysis = analyze_text(given, plain=plain, day_first=settings.day_first)
    if as_json:
        from web.analysis import analysis_as_dict

        print_json(analysis_as_dict(analysis))
    else:
        from web.cli.analysis_tree import print_analysis

        print_analysis(analysis)


@main.command()
@index_option
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on.")
@click.pass_context
def serve(ctx: click.Context, index_folder: str | None, host: str | None, port: int | None) -> None:
    """Serve the search page and the HTTP interface."""
    import waitress

    from web.app import create_app

    settings = settings_of(ctx, index=index_folder, host=host, port=port)
    engine = _engine(settings)
    engine.warm_up()
    app = create_app(engine, settings)
    try:
        server = waitress.create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            ident="Kashshaf",
            # Connections that say nothing must not keep others out.
            connection_limit=MOST_CONNECTIONS,
            channel_timeout=IDLE_SECONDS,
            cleanup_interval=IDLE_SECONDS // 2,
            asyncore_use_poll=True,
            max_request_body_size=LARGEST_BODY,
        )
    except (OSError, ValueError) as error:
        raise KashshafError(
            f"it can't listen on {settings.host} port {settings.port}: {error}",
            "settings host and port",
            "End what uses the port, or take another: kashshaf serve --port 8001",
        ) from error
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    echo(f"Kashshaf serves {settings.index_path} on http://{shown}:{server.effective_port}/")
    echo("Ctrl-C ends it.")
    try:
        server.run()
    except KeyboardInterrupt:
        server.close()


@main.command("eval")
@click.argument("dataset", type=click.Path(path_type=Path, file_okay=False))
@mode_option
@click.option("--run", "run_file", type=click.Path(path_type=Path), help="Write a TREC run file.")
@click.option("--work", type=click.Path(path_type=Path), help="Folder for the index; it is kept.")
@click.option("--max-passages", type=click.IntRange(1), help="Vectors an article at most.")
@click.option(
    "--other-language",
    is_flag=True,
    help="Filter each query to the archive's other languages.",
)
@click.option(
    "--compare",
    "other_run",
    type=click.Path(path_type=Path),
    help="Compare with a TREC run file, query by query.",
)
@json_option
@click.pass_context
def evaluate(
    ctx: click.Context,
    dataset: Path,
    mode: "Mode",
    run_file: Path | None,
    work: Path | None,
    max_passages: int | None,
    other_language: bool,
    other_run: Path | None,
    as_json: bool,
) -> None:
    """Measure the search on a judged set in BEIR's layout.

    DATASET holds corpus.jsonl(.gz), queries.jsonl and qrels/test.tsv. Every query is asked as
    plain text, near-duplicates are not folded, ids are the corpus's own.
    """
    from search.evaluation.datasets import read_dataset
    from search.evaluation.index import evaluation_engine
    from search.evaluation.measures import ask, compared, measure
    from search.evaluation.runs import read_run, write_run
    from web.cli.evaluation_tables import comparisons_table, slices_table
    from web.cli.terminal import progress_bar

    settings = settings_of(ctx, max_passages=max_passages)
    data = read_dataset(dataset)
    other = read_run(other_run) if other_run else None
    with progress_bar(quiet=as_json) as progress:
        engine = evaluation_engine(dataset, work, settings, mode, progress)
        progress.phase("queries", len(data.queries))
        run = ask(engine, data, mode, other_language, lambda: progress.advance(1))
    slices = measure(data, run)
    differences = compared(slices, measure(data, other)) if other is not None else []
    if run_file:
        write_run(run, run_file, f"kashshaf-{mode}")
    if as_json:
        found = {"dataset": dataset.name, "mode": mode, "slices": [s.as_dict() for s in slices]}
        if other is not None:
            found["differences"] = [
                {"slice": part.name, "measure": name, **comparison.as_dict()}
                for part, name, comparison in differences
            ]
        print_json(found)
    else:
        slices_table(dataset.name, mode, slices)
        if other_run:
            comparisons_table(other_run.name, differences)


def _standard_input() -> str:
    """Return what standard input holds, without the line end that closes it."""
    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise KashshafError(
            f"the text is not UTF-8: {error.reason} at byte {error.start}",
            "standard input",
            "Convert it first, for instance with iconv -f windows-1256 -t utf-8",
        ) from error
    return text.removesuffix("\n").removesuffix("\r")


def _engine(settings: Settings) -> "SearchEngine":
    from search.engine import SearchEngine

    return SearchEngine(settings.index_path, settings)
