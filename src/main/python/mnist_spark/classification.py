"""Multilayer perceptrons for pyspark.ml, trained on the cluster by parameter averaging.

Every parameter has the name, the meaning and the default that org.mnistspark.ml.MlpClassifier gives it.
"""

import sys

from pyspark import keyword_only
from pyspark.ml.classification import (
    _JavaProbabilisticClassificationModel,
    _JavaProbabilisticClassifier,
)
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.util import JavaMLReadable, JavaMLReader, JavaMLWritable

_PACKAGE = "org.mnistspark.ml"

# pyspark looks for a loaded stage's class in a Python module named like its Java package.
sys.modules.setdefault(_PACKAGE, sys.modules[__name__])


class _Reader(JavaMLReader):
    @classmethod
    def _java_loader_class(cls, clazz):
        return _PACKAGE + "." + clazz.__name__


class _Readable(JavaMLReadable):
    @classmethod
    def read(cls):
        return _Reader(cls)


def _param(name, doc, converter):
    return Param(Params._dummy(), name, doc, typeConverter=converter)


class MlpClassifier(_JavaProbabilisticClassifier, _Readable, JavaMLWritable):
    """Trains a multilayer perceptron: ``MlpClassifier(hidden=[512]).fit(frame)``.

    Features are vectors or arrays of numbers, labels whole numbers from 0.
    """

    hidden = _param("hidden", "units of each hidden layer, first to last", TypeConverters.toListInt)
    activation = _param(
        "activation", "relu, leakyrelu, tanh, sigmoid or identity", TypeConverters.toString
    )
    updater = _param("updater", "rmsprop, adam, sgd or nesterovs", TypeConverters.toString)
    learningRate = _param(
        "learningRate", "learning rate of one worker; unset: the updater's own", TypeConverters.toFloat
    )
    l2 = _param("l2", "weight decay on weights, not biases", TypeConverters.toFloat)
    epochs = _param("epochs", "passes over the training set", TypeConverters.toInt)
    workers = _param(
        "workers", "replicas that train side by side; unset: the cluster's cores", TypeConverters.toInt
    )
    seed = _param("seed", "seed that everything random derives from", TypeConverters.toInt)
    batchSize = _param("batchSize", "examples per minibatch and worker", TypeConverters.toInt)
    averagingFrequency = _param(
        "averagingFrequency", "minibatches of a worker between two averagings", TypeConverters.toInt
    )
    outerMomentum = _param("outerMomentum", "momentum of the outer step", TypeConverters.toFloat)
    outerNesterov = _param(
        "outerNesterov", "whether the outer momentum has Nesterov's form", TypeConverters.toBoolean
    )
    learningRateScaling = _param(
        "learningRateScaling", "none, sqrt, linear or steps", TypeConverters.toString
    )
    learningRateSchedule = _param(
        "learningRateSchedule", "constant, step, exponential, linear or cosine", TypeConverters.toString
    )
    warmupRounds = _param(
        "warmupRounds", "first rounds over which the learning rate rises", TypeConverters.toInt
    )
    weightCol = _param("weightCol", "column of example weights", TypeConverters.toString)
    validationIndicatorCol = _param(
        "validationIndicatorCol",
        "boolean column of the rows that are evaluated instead of trained on",
        TypeConverters.toString,
    )
    earlyStoppingPatience = _param(
        "earlyStoppingPatience",
        "epochs without a lower validation loss after which training ends",
        TypeConverters.toInt,
    )
    checkpointDir = _param(
        "checkpointDir", "folder where fit saves its state, and goes on from", TypeConverters.toString
    )
    checkpointInterval = _param(
        "checkpointInterval", "epochs between two checkpoints, or -1 for none", TypeConverters.toInt
    )

    @keyword_only
    def __init__(
        self,
        *,
        featuresCol="features",
        labelCol="label",
        predictionCol="prediction",
        probabilityCol="probability",
        rawPredictionCol="rawPrediction",
        thresholds=None,
        hidden=None,
        activation=None,
        updater=None,
        learningRate=None,
        l2=None,
        epochs=None,
        workers=None,
        seed=None,
        batchSize=None,
        averagingFrequency=None,
        outerMomentum=None,
        outerNesterov=None,
        learningRateScaling=None,
        learningRateSchedule=None,
        warmupRounds=None,
        weightCol=None,
        validationIndicatorCol=None,
        earlyStoppingPatience=None,
        checkpointDir=None,
        checkpointInterval=None,
    ):
        super().__init__()
        self._java_obj = self._new_java_obj(_PACKAGE + ".MlpClassifier", self.uid)
        self._setDefault(
            hidden=[512],
            activation="relu",
            updater="rmsprop",
            l2=0.0,
            epochs=5,
            seed=42,
            warmupRounds=0,
            checkpointInterval=1,
        )
        self.setParams(**self._input_kwargs)

    def setParams(self, **params):
        """Sets parameters by name; None leaves one as it is."""
        return self._set(**{name: value for name, value in params.items() if value is not None})

    def setInitialModel(self, model):
        """Sets the model whose weights training begins with. It is not saved with the classifier."""
        self._java_obj.setInitialModel(model._java_obj)
        return self

    def _create_model(self, java_model):
        return MlpClassificationModel(java_model)


def _accessors(name):
    def getter(self):
        return self.getOrDefault(getattr(self, name))

    def setter(self, value):
        return self._set(**{name: value})

    suffix = name[0].upper() + name[1:]
    getter.__name__, getter.__doc__ = "get" + suffix, "The value of " + name + "."
    setter.__name__, setter.__doc__ = "set" + suffix, "Sets " + name + "."
    setattr(MlpClassifier, getter.__name__, getter)
    setattr(MlpClassifier, setter.__name__, setter)


for _name, _value in list(vars(MlpClassifier).items()):
    if isinstance(_value, Param):
        _accessors(_name)


class MlpClassificationModel(_JavaProbabilisticClassificationModel, _Readable, JavaMLWritable):
    """A trained multilayer perceptron. The raw prediction is the logits."""

    @property
    def classNames(self):
        """Names of the classes in their order; empty when the labels had none."""
        return list(self._call_java("classNames"))

    @property
    def layers(self):
        """Units of the input, of each hidden layer and of the output."""
        return list(self._call_java("layers"))

    @property
    def hasSummary(self):
        """Whether the model knows how it was trained: not after it was loaded."""
        return self._call_java("hasSummary")

    @property
    def history(self):
        """A dict per epoch: loss, accuracy and, with validation rows, validationLoss and validationAccuracy."""
        epochs = []
        for epoch in self._java_obj.summary().epochs():
            figures = {
                "epoch": epoch.epoch(),
                "loss": epoch.loss(),
                "accuracy": epoch.accuracy(),
                "examplesPerSecond": epoch.examplesPerSecond(),
            }
            for name in ("validationLoss", "validationAccuracy"):
                value = getattr(epoch, name)()
                if value.isPresent():
                    figures[name] = value.getAsDouble()
            epochs.append(figures)
        return epochs
