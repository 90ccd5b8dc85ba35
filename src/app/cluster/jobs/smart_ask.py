"""Asks OpenAI-compatible endpoints about the rows of an exported plan; used by the jobs beside it.

SMART_BASE_URL   the endpoint, such as http://gpu1:8000/v1; SMART_API_KEY its key, where it wants one.
SMART_BASE_URL_<MODEL>, SMART_API_KEY_<MODEL>   the same for one model: its id in capitals, "_" for all but letters and digits.

Answers go to answers/<partition>/part-*.jsonl, each file whole or not at all. A row that has an answer there is not asked again;
one whose request failed has the reason in "error" and is asked again by the next start. Only the standard library is needed; a plan
that was exported as Parquet is read with pyarrow.
"""
import json, os, re, time, urllib.error, urllib.request, uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ROWS_AT_ONCE = int(os.environ.get("SMART_ROWS_AT_ONCE", "2000"))  # saved together: at most so many answers are lost when the job is killed
THREADS = int(os.environ.get("SMART_THREADS", "16"))  # requests at once, per process


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """A key is for the host that was named and for no other."""

    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(NoRedirects)


def setting(name, model):
    return os.environ.get(name + "_" + re.sub("[^A-Z0-9]", "_", model.upper())) or os.environ.get(name, "")


def ask(row):
    """One row of the plan; its answer, or the reason why there is none in "error". All values are texts, empty where unknown."""
    asked = {name: row[name] for name in ("id", "model", "prompt_hash")}
    told = {"response": "", "answer": "", "input_tokens": "", "output_tokens": "", "error": ""}
    try:
        response = post(row)
        choice, usage = response["choices"][0], response.get("usage") or {}
        told.update(response=json.dumps(response), answer=choice["message"].get("content") or "")
        told.update(input_tokens=str(usage.get("prompt_tokens", "")), output_tokens=str(usage.get("completion_tokens", "")))
    except Exception as error:  # one bad row never stops the others
        told["error"] = f"{type(error).__name__}: {error}"[:500]
    return {**asked, **told}


def post(row, attempts=5):
    base, key = setting("SMART_BASE_URL", row["model"]), setting("SMART_API_KEY", row["model"])
    if not base:
        raise ValueError("SMART_BASE_URL is not set where the row was asked")
    headers = {"content-type": "application/json", **({"authorization": "Bearer " + key} if key else {})}
    request = urllib.request.Request(base.rstrip("/") + "/chat/completions", row["request"].encode(), headers)
    for attempt in range(attempts):
        wait = 2.0**attempt
        try:
            with OPENER.open(request, timeout=600) as reply:
                return json.load(reply)
        except urllib.error.HTTPError as error:
            said = error.read().decode(errors="replace")[:300]
            if attempt + 1 == attempts or (error.code not in (408, 409, 429) and error.code < 500):
                raise RuntimeError(f"HTTP {error.code}: {said}") from None
            after = error.headers.get("retry-after", "")
            wait = float(after) if after.isdigit() else wait
        except OSError:
            if attempt + 1 == attempts:
                raise
        time.sleep(min(wait, 60))


def ask_all(rows):
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(ask, rows))


def read(path):
    if path.suffix == ".jsonl":
        with open(path, encoding="utf-8") as lines:
            yield from map(json.loads, lines)
        return
    import pyarrow.parquet

    for batch in pyarrow.parquet.ParquetFile(path).iter_batches(ROWS_AT_ONCE):
        yield from batch.to_pylist()


def pending():
    """Lists of rows that have no answer yet, of one model each."""
    for model in json.loads((FOLDER / "plan.json").read_text(encoding="utf-8"))["plan"]["models"]:
        answered = (FOLDER / "answers" / model["folder"]).glob("*.jsonl")
        done = {answer["id"] for path in answered for answer in read(path) if not answer["error"]}
        rows = []
        for row in (row for part in model["parts"] for row in read(FOLDER / part["path"]) if row["id"] not in done):
            rows.append(row)
            if len(rows) == ROWS_AT_ONCE:
                yield rows
                rows = []
        if rows:
            yield rows


def save(answers):
    models = json.loads((FOLDER / "plan.json").read_text(encoding="utf-8"))["plan"]["models"]
    partition = FOLDER / "answers" / next(model["folder"] for model in models if model["id"] == answers[0]["model"])
    partition.mkdir(parents=True, exist_ok=True)
    temporary, name = partition / f".{uuid.uuid4().hex}.tmp", f"part-{time.time_ns()}-{uuid.uuid4().hex[:8]}.jsonl"
    with open(temporary, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(answer) + "\n" for answer in answers)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(partition / name)
    failed = sum(1 for answer in answers if answer["error"])
    print(f"{answers[0]['model']}: {len(answers) - failed} answered, {failed} failed", flush=True)
