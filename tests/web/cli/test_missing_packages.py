"""What a command says where the package of an extra isn't installed."""

import json
import sys

from click.testing import CliRunner

from web.cli.commands import main


def test_eval_without_its_extra_is_one_line_that_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    folder = tmp_path / "set"
    (folder / "qrels").mkdir(parents=True)
    for name, record in (("corpus", {"_id": "d", "text": "drones"}),
                         ("queries", {"_id": "q", "text": "drones"})):  # fmt: skip
        (folder / f"{name}.jsonl").write_text(json.dumps(record), encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\td\t1\n")
    arguments = ["eval", str(folder), "--work", str(tmp_path / "work"), "--mode", "lexical"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    last = result.stderr.splitlines()[-1]
    assert last.startswith("kashshaf: ")
    assert last.endswith("pip install 'kashshaf[eval]'")
    assert "Traceback" not in result.output
