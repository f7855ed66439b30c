"""Checks mnist_spark.classification with a real PySpark, and runs the Python of docs/spark-ml.md as it stands.

Usage: check_classification.py CLASS_PATH PAGE FOLDER MNIST
CLASS_PATH has the project's classes and libraries, FOLDER takes what is saved, MNIST is a folder of IDX files.
"""

import os
import re
import sys

from pyspark.ml import Pipeline, PipelineModel
from pyspark.ml.evaluation import MulticlassClassificationEvaluator
from pyspark.ml.feature import StandardScaler, StringIndexer, VectorAssembler
from pyspark.ml.tuning import CrossValidator, ParamGridBuilder
from pyspark.sql import SparkSession
from sklearn.datasets import load_iris

from mnist_spark.classification import MlpClassificationModel, MlpClassifier

class_path, page, folder, mnist = sys.argv[1:]
spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.driver.extraClassPath", class_path)
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.sql.warehouse.dir", os.path.join(folder, "warehouse"))
    .getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")

IRIS = load_iris()
SPECIES = [str(name) for name in IRIS.target_names]
MEASURES = ["sepal_length", "sepal_width", "length", "width"]
rows = [
    (i, *(float(value) for value in values), SPECIES[target])
    for i, (values, target) in enumerate(zip(IRIS.data, IRIS.target))
]
table = spark.createDataFrame(rows, ["id", *MEASURES, "species"])
stages = [
    StringIndexer(inputCol="species", outputCol="label"),
    VectorAssembler(inputCols=["length", "width"], outputCol="assembled"),
    StandardScaler(inputCol="assembled", outputCol="features"),
]


def check_defaults():
    classifier = MlpClassifier()
    python = {p.name: v for p, v in classifier.extractParamMap().items()}
    java = classifier._java_obj
    for name in ("hidden", "activation", "updater", "l2", "epochs", "seed", "warmupRounds", "checkpointInterval"):
        value = java.getOrDefault(java.getParam(name))
        value = list(value) if name == "hidden" else value
        assert python[name] == value, (name, python[name], value)
    params = {p.name() for p in java.params()}
    assert params == {p.name for p in classifier.params}, params ^ {p.name for p in classifier.params}
    assert classifier.setEpochs(7).getEpochs() == 7


def check_pipeline():
    classifier = MlpClassifier(hidden=[16], epochs=20, learningRate=0.01, workers=2)
    model = Pipeline(stages=stages + [classifier]).fit(table)
    predictions = model.transform(table)
    accuracy = MulticlassClassificationEvaluator(metricName="accuracy").evaluate(predictions)
    assert accuracy > 0.9, accuracy
    last = model.stages[-1]
    assert isinstance(last, MlpClassificationModel)
    assert last.classNames == SPECIES and last.layers == [2, 16, 3] and last.numClasses == 3
    assert len(last.history) == 20 and last.hasSummary
    model.save(os.path.join(folder, "python-model"))
    loaded = PipelineModel.load(os.path.join(folder, "python-model"))
    assert isinstance(loaded.stages[-1], MlpClassificationModel)
    assert not loaded.stages[-1].hasSummary
    expected = [row.probability for row in predictions.orderBy("id").collect()]
    assert [row.probability for row in loaded.transform(table).orderBy("id").collect()] == expected
    classifier.save(os.path.join(folder, "python-classifier"))
    assert MlpClassifier.load(os.path.join(folder, "python-classifier")).getHidden() == [16]
    last.save(os.path.join(folder, "python-network"))
    assert MlpClassificationModel.load(os.path.join(folder, "python-network")).layers == [2, 16, 3]


def check_cross_validation():
    """Six settings, three folds, two fits at once, on all of iris, with checkpoints in one folder."""
    classifier = MlpClassifier(epochs=30, workers=2, checkpointInterval=10)
    classifier.setCheckpointDir(os.path.join(folder, "checkpoints"))
    grid = (
        ParamGridBuilder()
        .addGrid(classifier.learningRate, [1e-6, 0.003, 0.01])
        .addGrid(classifier.hidden, [[4], [16]])
        .build()
    )
    search = CrossValidator(
        estimator=classifier,
        estimatorParamMaps=grid,
        evaluator=MulticlassClassificationEvaluator(metricName="accuracy"),
        numFolds=3,
        parallelism=2,
        seed=1,
    )
    pipeline = Pipeline(
        stages=[
            StringIndexer(inputCol="species", outputCol="label"),
            VectorAssembler(inputCols=MEASURES, outputCol="assembled"),
            StandardScaler(inputCol="assembled", outputCol="features", withMean=True),
            search,
        ]
    )
    found = pipeline.fit(table).stages[-1]
    assert len(found.avgMetrics) == 6, found.avgMetrics
    assert max(found.avgMetrics) > 0.93 > max(found.avgMetrics[:2]), found.avgMetrics
    assert found.bestModel.numClasses == 3
    assert os.listdir(os.path.join(folder, "checkpoints")) == [], "a fit that is done has none"


def check_page():
    with open(page, encoding="utf-8") as text:
        blocks = re.findall(r"^```python\n(.*?)^```", text.read(), re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 2, blocks
    preset = {"spark": spark, "flowers": table, "mnist": mnist, "folder": folder}
    for block in blocks:
        exec(compile(block, page, "exec"), preset)


check_defaults()
check_pipeline()
check_cross_validation()
check_page()
spark.stop()
print("OK")
