"""Checks mnist_training_dag.py without Airflow: python3 check_dag.py

1. Its calls name only parameters that the operators have in every supported version (by the syntax tree).
2. It loads against stand-ins for Airflow 2 and for Airflow 3, and what it then hands to the operator is right.
3. Its own functions: the gate and the publication, on files.
"""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import sys
import tempfile
import types
import unittest
import zipfile
from pathlib import Path

DAG_FILE = Path(__file__).with_name("mnist_training_dag.py")

# SparkSubmitOperator.__init__ in apache-airflow-providers-apache-spark, from github.com/apache/airflow: what
# 02df585d405b800e0eb8ca318cfe30e0ef9fc860 (2024, Airflow 2) and 015d5de73450d467912e6cc31e9f44aab528190b (2026,
# Airflow 3) both have. Both are keyword-only.
SPARK_SUBMIT = set(
    """application conf properties_file conn_id files py_files archives driver_class_path jars java_class packages
    exclude_packages repositories total_executor_cores executor_cores executor_memory driver_memory keytab principal
    proxy_user name num_executors status_poll_interval application_args env_vars verbose spark_binary
    use_krb5ccache""".split()
)
# Those of them that templates are filled into, in both.
TEMPLATED = set(
    """application conf properties_file files py_files jars driver_class_path packages exclude_packages keytab
    principal proxy_user name application_args env_vars""".split()
)
# BaseOperator and DAG in Airflow 2.9 and 3, as far as a DAG like this one uses them.
BASE_OPERATOR = set(
    "task_id retries retry_delay execution_timeout doc_md trigger_rule pool priority_weight queue owner".split()
)
DAG_PARAMETERS = set(
    """dag_id description schedule start_date end_date catchup max_active_runs max_active_tasks default_args params
    tags doc_md dagrun_timeout""".split()
)


class Recorded:
    """Stands for an operator, or for a task function: keeps what it is called with."""

    def __init__(self, *positional, **named):
        self.positional = positional
        self.named = named
        self.downstream = []

    def __rshift__(self, other):
        self.downstream.append(other)
        return other


class StubDag(Recorded):
    def __enter__(self):
        return self

    def __exit__(self, *exception):
        return False


class StubParam:
    def __init__(self, default, **schema):
        self.default = default
        self.schema = schema


class FailException(Exception):
    pass


# Names that Airflow's @task gives a default of None (2.8 and later), so that parameters after them would need one, too.
CONTEXT_NAMES = {"conf", "dag", "dag_run", "ds", "inlets", "logical_date", "outlets", "params", "run_id", "task", "ti", "ts", "var"}


def stub_task(**options):
    def decorate(function):
        taken = CONTEXT_NAMES & set(function.__code__.co_varnames[: function.__code__.co_argcount])
        if taken:
            raise ValueError(f"{function.__name__}: expected other parameter names than Airflow's own, found {taken}")

        def call(*positional, **named):
            recorded = Recorded(*positional, **named)
            recorded.function = function
            recorded.options = options
            return recorded

        return call

    return decorate


def module(name: str, **content) -> types.ModuleType:
    made = types.ModuleType(name)
    made.__dict__.update(content)
    return made


def load(airflow: int) -> types.ModuleType:
    """The DAG's module, with stand-ins of what Airflow 2 or Airflow 3 has where."""
    spark = "airflow.providers.apache.spark.operators.spark_submit"
    packages = ["airflow.providers", "airflow.providers.apache", "airflow.providers.apache.spark"]
    stubs = {name: module(name) for name in packages + [spark.rpartition(".")[0]]}
    stubs[spark] = module(spark, SparkSubmitOperator=Recorded)
    exceptions = {"AirflowFailException": FailException}
    if airflow == 3:
        stubs["airflow"] = module("airflow")
        stubs["airflow.sdk"] = module("airflow.sdk", DAG=StubDag, Param=StubParam, task=stub_task)
        stubs["airflow.sdk.exceptions"] = module("airflow.sdk.exceptions", **exceptions)
    else:
        stubs["airflow"] = module("airflow", DAG=StubDag)
        stubs["airflow.decorators"] = module("airflow.decorators", task=stub_task)
        stubs["airflow.models"] = module("airflow.models")
        stubs["airflow.models.param"] = module("airflow.models.param", Param=StubParam)
        stubs["airflow.exceptions"] = module("airflow.exceptions", **exceptions)
    for name in stubs:
        stubs[name].__path__ = []
    hidden = {name: sys.modules.pop(name) for name in list(sys.modules) if name.split(".")[0] == "airflow"}
    sys.modules.update(stubs)
    try:
        spec = importlib.util.spec_from_file_location("mnist_training_dag", DAG_FILE)
        loaded = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(loaded)
        return loaded
    finally:
        for name in stubs:
            sys.modules.pop(name, None)
        sys.modules.update(hidden)


class SyntaxTest(unittest.TestCase):
    def setUp(self):
        tree = ast.parse(DAG_FILE.read_text(encoding="utf-8"), str(DAG_FILE))
        self.calls = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                self.calls.setdefault(node.func.id, []).append(node)

    def check(self, name, parameters):
        self.assertIn(name, self.calls)
        for call in self.calls[name]:
            self.assertEqual([], call.args, f"{name}: expected keywords only, line {call.lineno}")
            for keyword in call.keywords:
                self.assertIn(keyword.arg, parameters, f"{name}: no such parameter, line {call.lineno}")

    def test_the_operator_has_every_parameter(self):
        self.check("SparkSubmitOperator", SPARK_SUBMIT | BASE_OPERATOR)

    def test_the_dag_has_every_parameter(self):
        self.check("DAG", DAG_PARAMETERS)

    def test_a_task_has_every_parameter(self):
        self.check("task", BASE_OPERATOR)


class DagTest(unittest.TestCase):
    def test_it_loads_in_airflow_2_and_3(self):
        for airflow in (2, 3):
            with self.subTest(airflow=airflow):
                dag = load(airflow)
                self.assertEqual("mnist_training", dag.dag.named["dag_id"])
                self.assertEqual([dag.checked], dag.train.downstream)
                self.assertEqual([dag.published], dag.checked.downstream)

    def test_the_job_gets_strings_and_may_be_started_again(self):
        operator = load(3).train.named
        arguments = operator["application_args"]
        self.assertTrue(all(isinstance(argument, str) for argument in arguments), arguments)
        self.assertEqual("train", arguments[0])
        self.assertIn("--resume", arguments)
        self.assertIn("data_interval_start", arguments[arguments.index("--run-id") + 1])
        self.assertGreater(operator["retries"], 0)
        self.assertTrue(all(isinstance(value, str) for value in operator["conf"].values()))

    def test_templates_stand_where_they_are_filled_in(self):
        for name, value in load(3).train.named.items():
            if "{{" in str(value):
                self.assertIn(name, TEMPLATED)

    def test_every_parameter_in_a_template_has_a_default(self):
        dag = load(3)
        text = DAG_FILE.read_text(encoding="utf-8")
        used = {part.split()[0] for part in text.split("{{ params.")[1:]}
        self.assertEqual(used, set(dag.dag.named["params"]))

    def test_the_gate_fails_without_a_retry(self):
        dag = load(3)
        with tempfile.TemporaryDirectory() as folder:
            write_run(Path(folder), accuracy=0.5)
            self.assertEqual(0.5, dag.checked.function(folder, "r", "0.5", ""))
            with self.assertRaisesRegex(FailException, "at least 0.9, found 0.5; not published"):
                dag.checked.function(f"file://{folder}", "r", "0.9", "")


def write_run(output: Path, run_id="r", accuracy=0.98, success=True, metrics=None) -> Path:
    run = output / run_id
    run.mkdir(parents=True)
    content = {"run_id": run_id, "test": {"accuracy": accuracy}} if metrics is None else metrics
    (run / "metrics.json").write_text(json.dumps(content), encoding="utf-8")
    with zipfile.ZipFile(run / "model.zip", "w") as model:
        model.writestr("configuration.json", "{}")
    if success:
        (run / "_SUCCESS").touch()
    return run


class FunctionsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.dag = load(3)

    def refused(self, message, run, least=0.9):
        with self.assertRaisesRegex(ValueError, message):
            self.dag.accepted_accuracy(run, "r", least)

    def test_accepts_what_reaches_the_threshold(self):
        run = write_run(self.folder, accuracy=0.975)
        self.assertEqual(0.975, self.dag.accepted_accuracy(run, "r", 0.975))

    def test_refuses_what_does_not(self):
        run = write_run(self.folder, accuracy=0.9749)
        self.refused("at least 0.975, found 0.9749; not published", run, 0.975)
        self.refused("at least nan, found 0.9749", run, float("nan"))

    def test_refuses_a_run_that_is_not_finished(self):
        self.refused("expected a finished run, found no _SUCCESS", write_run(self.folder, success=False))

    def test_refuses_metrics_of_another_run(self):
        run = write_run(self.folder, metrics={"run_id": "other", "test": {"accuracy": 1}})
        self.refused("expected metrics of run r, found other", run)

    def test_refuses_metrics_without_an_accuracy(self):
        for number, metrics in enumerate(([], {}, {"test": 1}, {"run_id": "r", "test": {"accuracy": None}})):
            self.refused("expected .*test.accuracy", write_run(self.folder / str(number), metrics=metrics))
        for number, accuracy in enumerate(("0.98", True, 1.5, float("nan"))):
            self.refused("test.accuracy from 0 to 1", write_run(self.folder / f"x{number}", accuracy=accuracy))

    def test_publishes_over_an_older_model(self):
        model = write_run(self.folder) / "model.zip"
        target = self.folder / "models" / "mnist.zip"
        for _ in range(2):
            self.dag.publish(model, target)
        self.assertEqual(model.read_bytes(), target.read_bytes())
        self.assertEqual(["mnist.zip"], os.listdir(target.parent))

    def test_publishes_no_damaged_model(self):
        model = write_run(self.folder) / "model.zip"
        target = self.folder / "mnist.zip"
        target.write_bytes(b"the old one")
        model.write_bytes(model.read_bytes()[:-10])
        with self.assertRaises(zipfile.BadZipFile):
            self.dag.publish(model, target)
        self.assertEqual(b"the old one", target.read_bytes())

    def test_an_object_store_gets_the_model_in_one_piece(self):
        model = write_run(self.folder) / "model.zip"
        written = []

        class Target:
            def open(self, mode):
                return self

            def write(self, content):
                written.append(content)

            def __enter__(self):
                return self

            def __exit__(self, *exception):
                return False

        self.dag.publish(model, Target())
        self.assertEqual([model.read_bytes()], written)

    def test_folders_of_this_machine_need_no_object_storage(self):
        for uri in ("/data/runs", "file:/data/runs", "file:///data/runs"):
            self.assertEqual(Path("/data/runs"), self.dag.storage_path(uri))


if __name__ == "__main__":
    unittest.main()
