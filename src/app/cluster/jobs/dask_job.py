"""Asks about an exported plan on a Dask cluster: python dask_job.py

DASK_SCHEDULER   address of the cluster's scheduler, such as tcp://head:8786; without it two worker processes are started here.
Where the requests go, and with which keys, is read from the environment of the workers (smart_ask.py says which variables).
Start it again after an interruption: rows that have an answer are not asked again.
"""
import os

from distributed import Client

import smart_ask


def connect():
    scheduler = os.environ.get("DASK_SCHEDULER")
    if scheduler:
        return Client(scheduler)
    return Client(n_workers=2, threads_per_worker=smart_ask.THREADS, dashboard_address=None)


def main():
    with connect() as client:
        client.upload_file(smart_ask.__file__)
        for rows in smart_ask.pending():
            # An answer is no function of its row: it is never taken from Dask's own memory of earlier calls.
            asked = client.map(smart_ask.ask, rows, pure=False, batch_size=500)
            smart_ask.save(client.gather(asked))


if __name__ == "__main__":
    main()
