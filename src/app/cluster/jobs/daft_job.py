"""Asks about an exported plan by Daft: python daft_job.py

DAFT_RUNNER   "ray" runs it on a Ray cluster, whose address is in RAY_ADDRESS, such as ray://head:10001; otherwise it runs in this process.
Where the requests go, and with which keys, is read from the environment of whoever asks (smart_ask.py says which variables).
Start it again after an interruption: rows that have an answer are not asked again.
"""
import json
import os

import daft
from daft import col

import smart_ask

COLUMNS = ["id", "model", "prompt_hash", "request"]


@daft.udf(return_dtype=daft.DataType.string())
def ask_column(*columns):
    """Each row's answer as JSON."""
    values = zip(*(column.to_pylist() for column in columns))
    rows = [dict(zip(COLUMNS, row)) for row in values]
    return [json.dumps(answer) for answer in smart_ask.ask_all(rows)]


def main():
    if os.environ.get("DAFT_RUNNER", "").lower() == "ray":
        import ray

        # Daft takes up a Ray that is there, and its workers find the module that asks.
        ray.init(runtime_env={"py_modules": [smart_ask]})
    for rows in smart_ask.pending():
        frame = daft.from_pylist([{name: row[name] for name in COLUMNS} for row in rows])
        asked = frame.select(ask_column(*map(col, COLUMNS)).alias("answered"))
        smart_ask.save([json.loads(answer) for answer in asked.to_pydict()["answered"]])


if __name__ == "__main__":
    main()
