"""Asks about an exported plan by Ray Data: python ray_job.py

RAY_ADDRESS   address of the cluster, such as ray://head:10001; without it Ray is started here.
Where the requests go, and with which keys, is read from the environment of the workers (smart_ask.py says which variables).
Start it again after an interruption: rows that have an answer are not asked again.
"""
import ray

import smart_ask

BATCH = 64


def ask_batch(batch):
    """A batch is a column of values per name, and so is what comes back."""
    names = list(batch)
    rows = [dict(zip(names, map(str, values))) for values in zip(*batch.values())]
    answers = smart_ask.ask_all(rows)
    return {name: [answer[name] for answer in answers] for name in answers[0]}


def main():
    ray.init(runtime_env={"py_modules": [smart_ask]})
    for rows in smart_ask.pending():
        blocks = max(1, len(rows) // BATCH)
        dataset = ray.data.from_items(rows, override_num_blocks=blocks)
        # Waiting for replies takes hardly any of a core.
        asked = dataset.map_batches(ask_batch, batch_size=BATCH, num_cpus=0.1)
        smart_ask.save([dict(answer) for answer in asked.take_all()])


if __name__ == "__main__":
    main()
