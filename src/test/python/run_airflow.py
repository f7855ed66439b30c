"""Has a real Airflow 3 run submit/airflow/mnist_training_dag.py with the real job, and checks what comes of it.

Usage: run_airflow.py FOLDER DATA TARGET
FOLDER takes Airflow's database and logs, the DAG, run directories and the published model. DATA is a folder of labelled
data that is trained in seconds, TARGET has the job's jar and a Spark home. Ends with OK on the last line.
"""

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil

FOLDER, DATA, TARGET = (Path(argument).resolve() for argument in sys.argv[1:])
JAR = next(TARGET.glob("mnist-spark-*-job.jar"))
SPARK_HOME = TARGET / "spark"
DAG_ID = "mnist_training"
SOURCE = Path(__file__).resolve().parents[3] / "submit" / "airflow" / "mnist_training_dag.py"
PUBLISHED = FOLDER / "models" / "mnist.zip"
RUNS = FOLDER / "runs"
PATIENCE_SECONDS = 150


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


PORT = free_port()
URL = f"http://127.0.0.1:{PORT}"
ENVIRONMENT = {
    **os.environ,
    "PATH": os.pathsep.join([str(Path(sys.executable).parent), str(SPARK_HOME / "bin"), os.environ["PATH"]]),
    "SPARK_HOME": str(SPARK_HOME),
    "SPARK_LOCAL_IP": "127.0.0.1",
    "AIRFLOW_HOME": str(FOLDER / "airflow"),
    "AIRFLOW__CORE__DAGS_FOLDER": str(FOLDER / "dags"),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
    "AIRFLOW__CORE__PARALLELISM": "2",
    "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": URL + "/execution/",
    "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
    "AIRFLOW__API__HOST": "127.0.0.1",
    "AIRFLOW__API__PORT": str(PORT),
    "AIRFLOW__API__WORKERS": "1",
    "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_hex(32),
    "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "5",
    # Workers' log servers, which nobody asks here.
    "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(free_port()),
    "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(free_port()),
    "AIRFLOW_CONN_SPARK_DEFAULT": json.dumps({"conn_type": "spark", "host": "local[2]"}),
}


def place_dag():
    """The DAG in Airflow's folder, its parameters set, and retries that do not wait for minutes."""
    text = SOURCE.read_text(encoding="utf-8")
    for before, after in {
        "s3a://my-bucket/mnist": str(DATA),
        "s3a://my-bucket/runs": str(RUNS),
        "s3a://my-bucket/models/mnist.zip": str(PUBLISHED),
        "/opt/mnist-spark/mnist-spark-0.1.0-job.jar": str(JAR),
        "Param(0.975,": "Param(0.5,",
        "Param(5,": "Param(2,",
        "EXECUTOR_CORES = 4": "EXECUTOR_CORES = 2",
        "timedelta(minutes=2)": "timedelta(seconds=1)",
    }.items():
        if f'"{before}"' in text:
            text = text.replace(f'"{before}"', json.dumps(after))
        else:
            assert before in text, before
            text = text.replace(before, after)
    (FOLDER / "dags").mkdir()
    (FOLDER / "dags" / SOURCE.name).write_text(text, encoding="utf-8")


def airflow(*arguments):
    """A command of Airflow, to its end."""
    done = subprocess.run(
        [sys.executable, "-m", "airflow", *arguments],
        env=ENVIRONMENT,
        cwd=FOLDER,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"airflow {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}"
    return done.stdout


class Services:
    """API server, scheduler and DAG processor, which end with this, and all that they have started."""

    def __enter__(self):
        self.processes = []
        for name in ("api-server", "scheduler", "dag-processor"):
            with open(FOLDER / f"{name}.log", "wb") as log:
                self.processes.append(
                    subprocess.Popen(
                        [sys.executable, "-m", "airflow", name],
                        env=ENVIRONMENT,
                        cwd=FOLDER,
                        stdout=log,
                        stderr=subprocess.STDOUT,
                    )
                )
        self.token = ""
        return self

    def __exit__(self, *exception):
        # Airflow's processes overwrite their environment with their titles; a task is in a process group of its own, and
        # has its environment still when it has lost its parents.
        started = psutil.Process().children(recursive=True)
        for process in psutil.process_iter():
            try:
                if process.environ().get("AIRFLOW_HOME") == ENVIRONMENT["AIRFLOW_HOME"] and process.pid != os.getpid():
                    started.append(process)
            except psutil.Error:
                pass
        for process in started:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                pass
        for process in self.processes:
            process.wait()

    def check(self):
        for process in self.processes:
            if process.poll() is not None:
                name = process.args[-1]
                log = (FOLDER / f"{name}.log").read_text(encoding="utf-8", errors="replace")
                raise AssertionError(f"{name} ended with {process.returncode}:\n{log[-3000:]}")

    def rest(self, method, path, body=None):
        request = urllib.request.Request(URL + path, method=method)
        if self.token:
            request.add_header("Authorization", "Bearer " + self.token)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            raise AssertionError(f"{method} {path}: {refused.code} {refused.read()[:500]}") from refused

    def log_in(self):
        def token():
            try:
                return self.rest("GET", "/auth/token")["access_token"]
            except (OSError, AssertionError):
                return None

        self.token = self.wait("the API server", token)

    def wait(self, what, found):
        """What `found` returns, once that is something."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            self.check()
            result = found()
            if result:
                return result
            time.sleep(0.3)
        raise AssertionError(f"expected {what} within {PATIENCE_SECONDS} s")

    def run_ends(self, run):
        def state():
            now = self.rest("GET", f"/api/v2/dags/{DAG_ID}/dagRuns/{run}")["state"]
            return now if now in ("success", "failed") else None

        return self.wait("the end of DAG run " + run, state)

    def tasks(self, run):
        found = self.rest("GET", f"/api/v2/dags/{DAG_ID}/dagRuns/{run}/taskInstances")["task_instances"]
        return {task["task_id"]: task for task in found}

    def trigger(self, run, **params):
        self.rest(
            "POST",
            f"/api/v2/dags/{DAG_ID}/dagRuns",
            {"dag_run_id": run, "logical_date": None, "conf": params},
        )


def logs(run, task):
    """What all attempts of a task have logged."""
    folder = FOLDER / "airflow" / "logs" / f"dag_id={DAG_ID}" / f"run_id={run}" / f"task_id={task}"
    return [json_lines(path) for path in sorted(folder.glob("attempt=*.log"))]


def json_lines(path):
    """What lines of JSON say: their events, and the exceptions with them."""
    said = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            entry = json.loads(line)
            said.append(str(entry.get("event")))
            said.extend(detail["exc_value"] for detail in entry.get("error_detail") or [])
        except ValueError:
            said.append(line)
    return "\n".join(said)


def result(log):
    """The last RESULT line in a log."""
    return json.loads(re.findall(r"RESULT (\{.*\})", log)[-1])


def driver_of(run_directory):
    """The process id of the JVM that trains a run."""
    for entry in Path("/proc").iterdir():
        try:
            command = (entry / "cmdline").read_bytes().split(b"\0") if entry.name.isdigit() else []
        except OSError:
            continue
        if run_directory.name.encode() in command and b"org.apache.spark.deploy.SparkSubmit" in command:
            return int(entry.name)
    return None


def check_dags_test():
    """The whole DAG in one process, as an author tries it."""
    airflow("dags", "test", DAG_ID, "2026-01-01")
    run = RUNS / "mnist-20260101T000000"
    assert (run / "_SUCCESS").exists(), os.listdir(RUNS)
    assert PUBLISHED.read_bytes() == (run / "model.zip").read_bytes()


def check_scheduled_run(services):
    """The run of the last day, which the scheduler starts by itself; cleared, it returns at once."""
    airflow("dags", "unpause", DAG_ID)

    def scheduled():
        runs = services.rest("GET", f"/api/v2/dags/{DAG_ID}/dagRuns?run_type=scheduled")["dag_runs"]
        return runs[0]["dag_run_id"] if runs else None

    run = services.wait("a scheduled DAG run", scheduled)
    assert services.run_ends(run) == "success", services.tasks(run)
    directory = RUNS / result(logs(run, "train")[0])["run_id"]
    assert not result(logs(run, "train")[0])["resumed"]
    assert PUBLISHED.read_bytes() == (directory / "model.zip").read_bytes()
    before = (directory / "run.json").stat()

    services.rest("POST", f"/api/v2/dags/{DAG_ID}/dagRuns/{run}/clear", {"dry_run": False})
    assert services.run_ends(run) == "success", services.tasks(run)
    again = logs(run, "train")
    assert len(again) == 2 and result(again[1])["resumed"], again
    after = (directory / "run.json").stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino), "it was not trained again"


def check_killed_task(services):
    """The driver is killed after its first checkpoint; Airflow tries again, and the job goes on from there."""
    known = set(RUNS.iterdir())
    services.trigger("killed", epochs=40)

    def checkpoint():
        return next((path for path in RUNS.glob("*/checkpoints/*.ckpt") if path.parents[1] not in known), None)

    directory = services.wait("a checkpoint", checkpoint).parents[1]
    os.kill(services.wait("the job's process", lambda: driver_of(directory)), signal.SIGKILL)
    assert services.run_ends("killed") == "success", services.tasks("killed")
    attempts = logs("killed", "train")
    assert len(attempts) == 2 and services.tasks("killed")["train"]["try_number"] == 2, attempts
    assert "RESULT" not in attempts[0]
    assert result(attempts[1])["resumed"] and result(attempts[1])["epochs"] == 40, attempts[1]
    assert PUBLISHED.read_bytes() == (directory / "model.zip").read_bytes()


def check_closed_gate(services):
    """A threshold that no model reaches: nothing is published, and nothing tried again."""
    published = PUBLISHED.read_bytes()
    services.trigger("gate", min_test_accuracy=1.0, epochs=1)
    assert services.run_ends("gate") == "failed"
    tasks = services.tasks("gate")
    states = {name: task["state"] for name, task in tasks.items()}
    assert states == {"train": "success", "check_accuracy": "failed", "publish_model": "upstream_failed"}, states
    assert tasks["check_accuracy"]["try_number"] == 1
    assert "expected a test accuracy of at least 1.0, found 0." in logs("gate", "check_accuracy")[0]
    assert PUBLISHED.read_bytes() == published


place_dag()
airflow("db", "migrate")
check_dags_test()
print("dags test", flush=True)
with Services() as airflow_services:
    airflow_services.log_in()
    for check in (check_scheduled_run, check_killed_task, check_closed_gate):
        check(airflow_services)
        print(check.__name__, flush=True)
print("OK")
