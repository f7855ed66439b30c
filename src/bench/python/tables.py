"""Accuracy on tables that come with scikit-learn, beside scikit-learn's and Spark's own multilayer perceptrons.

Usage: PYTHON src/bench/python/tables.py, with scikit-learn, pandas and pyspark 3.5. Each table is split 70:30 by class, five times;
each network has a hidden layer of 100 units (the job: its default of 512), features are standardized, and means over the splits are printed.
"""

import json
import pathlib
import statistics
import subprocess
import tempfile
import warnings

import pandas
from sklearn import datasets
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

SPLITS = 5
TABLES = {
    "iris": datasets.load_iris,
    "wine": datasets.load_wine,
    "breast cancer": datasets.load_breast_cancer,
    "digits": datasets.load_digits,
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
    for name, load in TABLES.items():
        bunch = load(as_frame=True)
        table = bunch.data.copy()
        table.columns = [column.replace(" ", "_").replace("(", "").replace(")", "") for column in table]
        table["target"] = bunch.target
        figures = []
        for seed in range(1, SPLITS + 1):
            train, test = train_test_split(table, test_size=0.3, stratify=table.target, random_state=seed)
            with tempfile.TemporaryDirectory() as temporary:
                folder = pathlib.Path(temporary)
                train.to_csv(folder / "train.csv", index=False)
                test.to_csv(folder / "test.csv", index=False)
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
