"""Train the MNIST network on Spark, look at its test accuracy, publish the model.

    train  ->  check_accuracy  ->  publish_model

For Airflow 2.9 and later and for Airflow 3, with apache-airflow-providers-apache-spark. The Airflow worker needs
`spark-submit`, the job's jar, and access to the folder of run directories.

Every DAG run has one run directory, named after its data interval. A task that is tried again, or cleared, names the
same directory with --resume: the job begins, goes on from its last checkpoint, or, when it was finished, returns at
once. So no DAG run trains twice. docs/pipelines.md has the job's contract.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
import zipfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

try:  # Airflow 3
    from airflow.sdk import DAG, Param, task
except ImportError:  # Airflow 2
    from airflow import DAG
    from airflow.decorators import task
    from airflow.models.param import Param
try:
    from airflow.sdk.exceptions import AirflowFailException
except ImportError:
    from airflow.exceptions import AirflowFailException
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

# Cores of an executor, all of which one task trains with. On `local[N]`, at most N.
EXECUTOR_CORES = 4

# Where a data interval is missing (Airflow 3, triggered by hand), the time of the run stands for it.
RUN_ID = "mnist-{{ data_interval_start | default(dag_run.run_after, true) | ts_nodash }}"


def train_arguments() -> list[str]:
    """The job's arguments, strings all of them, with Airflow's templates in them."""
    return [
        "train",
        "--data",
        "{{ params.data }}",
        "--output",
        "{{ params.output }}",
        "--run-id",
        RUN_ID,
        "--resume",
        "--epochs",
        "{{ params.epochs }}",
    ]


def storage_path(uri: str, conn_id: str | None = None):
    """A folder or file on a filesystem of this machine (a mounted share), or on an object store that Airflow knows."""
    parts = urlsplit(uri)
    if parts.scheme == "":
        return Path(uri)
    if parts.scheme == "file":
        return Path(url2pathname(parts.path))
    try:  # Airflow 3
        from airflow.sdk import ObjectStoragePath
    except ImportError:  # Airflow 2
        from airflow.io.path import ObjectStoragePath
    return ObjectStoragePath(uri, conn_id=conn_id or None)


def read_bytes(path) -> bytes:
    with path.open("rb") as file:
        return file.read()


def accepted_accuracy(run, run_id: str, least: float) -> float:
    """The test accuracy of a finished run. ValueError when there is none, or when it is below `least`."""
    # In cluster mode spark-submit may end with 0 though the driver failed: only _SUCCESS tells.
    if not (run / "_SUCCESS").exists():
        raise ValueError(f"{run}: expected a finished run, found no _SUCCESS; look at the log of the task train")
    metrics = json.loads(read_bytes(run / "metrics.json"))
    if not isinstance(metrics, dict) or not isinstance(metrics.get("test"), dict):
        raise ValueError(f"{run}: expected metrics.json with test.accuracy, found {str(metrics)[:80]}")
    if metrics.get("run_id") != run_id:
        raise ValueError(f"{run}: expected metrics of run {run_id}, found {metrics.get('run_id')}")
    accuracy = metrics["test"].get("accuracy")
    if isinstance(accuracy, bool) or not isinstance(accuracy, (int, float)) or not 0 <= accuracy <= 1:
        raise ValueError(f"{run}: expected test.accuracy from 0 to 1 in metrics.json, found {accuracy}")
    if not accuracy >= least:  # also of a threshold that is no number
        raise ValueError(f"{run}: expected a test accuracy of at least {least}, found {accuracy}; not published")
    return float(accuracy)


def publish(model, target) -> None:
    """Copies a model so that readers of `target` see the old one or the new one, whole.

    On a filesystem of this machine the copy is renamed. An object store shows an object only once all of it has been
    written; the content is in memory by then, for an upload that is broken off must not count as the whole.
    """
    content = read_bytes(model)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        damaged = archive.testzip()
    if damaged is not None:
        raise ValueError(f"{model}: expected an intact model.zip, found a damaged {damaged}")
    if not isinstance(target, Path):
        with target.open("wb") as file:
            file.write(content)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            shutil.copyfileobj(io.BytesIO(content), file)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


with DAG(
    dag_id="mnist_training",
    doc_md=__doc__,
    schedule="@daily",
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=1,
    tags=["mnist", "spark"],
    params={
        "data": Param("s3a://my-bucket/mnist", type="string", description="folder with the four IDX files"),
        "output": Param("s3a://my-bucket/runs", type="string", description="folder of run directories"),
        "publish_to": Param("s3a://my-bucket/models/mnist.zip", type="string", description="the model in use"),
        "jar": Param("/opt/mnist-spark/mnist-spark-0.1.0-job.jar", type="string", description="the job's jar"),
        "epochs": Param(5, type="integer", minimum=1),
        "min_test_accuracy": Param(0.975, type="number", minimum=0, maximum=1),
        "storage_conn_id": Param("", type="string", description="Airflow connection of output and publish_to"),
    },
) as dag:
    train = SparkSubmitOperator(
        task_id="train",
        conn_id="spark_default",
        application="{{ params.jar }}",
        java_class="org.mnistspark.cli.Main",
        name=RUN_ID,
        application_args=train_arguments(),
        driver_memory="2g",
        executor_memory="2g",
        executor_cores=EXECUTOR_CORES,
        # conf/spark-defaults.conf says why. Not as properties_file: that takes the place of the cluster's own file.
        conf={
            "spark.task.cpus": str(EXECUTOR_CORES),
            "spark.executor.memoryOverhead": "1g",
            "spark.executorEnv.OMP_NUM_THREADS": "1",
            "spark.dynamicAllocation.enabled": "false",
            "spark.scheduler.minRegisteredResourcesRatio": "1.0",
        },
        # A retry goes on from the last checkpoint. Wrong usage (2) and wrong data (3) fail again, at once.
        retries=3,
        retry_delay=timedelta(minutes=2),
        execution_timeout=timedelta(hours=2),
    )

    @task(retries=2, retry_delay=timedelta(minutes=1))
    def check_accuracy(output: str, run_name: str, least: str, conn_id: str) -> float:
        try:
            return accepted_accuracy(storage_path(output, conn_id) / run_name, run_name, float(least))
        except ValueError as refused:
            # No retry: the run is finished, and its metrics do not change.
            raise AirflowFailException(str(refused)) from refused

    @task(retries=2, retry_delay=timedelta(minutes=1))
    def publish_model(output: str, run_name: str, publish_to: str, conn_id: str) -> None:
        publish(storage_path(output, conn_id) / run_name / "model.zip", storage_path(publish_to, conn_id))

    checked = check_accuracy(
        output="{{ params.output }}",
        run_name=RUN_ID,
        least="{{ params.min_test_accuracy }}",
        conn_id="{{ params.storage_conn_id }}",
    )
    published = publish_model(
        output="{{ params.output }}",
        run_name=RUN_ID,
        publish_to="{{ params.publish_to }}",
        conn_id="{{ params.storage_conn_id }}",
    )
    train >> checked >> published
