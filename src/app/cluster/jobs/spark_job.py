"""Asks about an exported plan on Spark: spark-submit spark_job.py

The master and the number of executors are spark-submit's; a session of Spark Connect will not do. Where the requests go, and with which keys,
is read from the environment of the executors (smart_ask.py says which variables), e.g. --conf spark.executorEnv.SMART_BASE_URL=http://gpu1:8000/v1
Start it again after an interruption: rows that have an answer are not asked again.
"""
from pyspark.sql import SparkSession

import smart_ask

ROWS_PER_TASK = 64


def ask_partition(rows):
    rows = list(rows)
    return smart_ask.ask_all(rows) if rows else []


def main():
    spark = SparkSession.builder.appName("smart-plan").getOrCreate()
    context = spark.sparkContext
    context.addPyFile(smart_ask.__file__)
    try:
        for rows in smart_ask.pending():
            tasks = max(1, len(rows) // ROWS_PER_TASK)
            asked = context.parallelize(rows, tasks).mapPartitions(ask_partition)
            smart_ask.save(asked.collect())
    finally:
        spark.stop()


if __name__ == "__main__":
    main()
