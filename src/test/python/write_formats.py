"""Writes the digits of an IDX folder in the formats of numpy, pandas, Hugging Face's datasets and Pillow: write_formats.py IDX OUTPUT."""

import io
import pathlib
import sys

import numpy
import pandas
import pyarrow
import pyarrow.parquet
from PIL import Image


def read(folder, prefix):
    images = numpy.frombuffer((folder / f"{prefix}-images-idx3-ubyte").read_bytes()[16:], numpy.uint8)
    labels = numpy.frombuffer((folder / f"{prefix}-labels-idx1-ubyte").read_bytes()[8:], numpy.uint8)
    return images.reshape(-1, 28, 28), labels


def table(images, labels):
    frame = pandas.DataFrame(images.reshape(-1, 784), columns=[f"pixel{i}" for i in range(784)])
    frame.insert(0, "label", labels)
    return frame


def png(image):
    out = io.BytesIO()
    Image.fromarray(image).save(out, "PNG")
    return out.getvalue()


def hugging_face(images, labels):
    pictures = [{"bytes": png(image), "path": None} for image in images]
    kind = pyarrow.struct([("bytes", pyarrow.binary()), ("path", pyarrow.string())])
    return pyarrow.table({"image": pyarrow.array(pictures, kind), "label": labels.astype("int64")})


def main(idx, output):
    def folder(name):
        (output / name).mkdir(parents=True)
        return output / name

    x_train, y_train = read(idx, "train")
    x_test, y_test = read(idx, "t10k")
    names = {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}
    numpy.savez(folder("savez") / "mnist.npz", **names)
    numpy.savez_compressed(folder("savez_compressed") / "mnist.npz", **names)
    floats = {name: array.astype("float32" if name[0] == "x" else "int64") for name, array in names.items()}
    numpy.savez(folder("savez_floats") / "mnist.npz", **floats)
    npy = folder("npy")
    for name, array in names.items():
        numpy.save(npy / f"{name}.npy", array)
    kuzushiji = folder("kuzushiji")
    for name, array in zip(("train-imgs", "train-labels", "test-imgs", "test-labels"), names.values()):
        numpy.savez_compressed(kuzushiji / f"k49-{name}.npz", array)
    csv = folder("csv")
    table(x_train, y_train).to_csv(csv / "train.csv", index=False)
    table(x_test, y_test).to_csv(csv / "test.csv", index=False)
    plain = folder("csv_plain")
    table(x_train, y_train).to_csv(plain / "mnist_train.csv.gz", index=False, header=False, sep=";")
    table(x_test, y_test).to_csv(plain / "mnist_test.csv.gz", index=False, header=False, sep=";")
    parquet = folder("parquet")
    table(x_train, y_train).to_parquet(parquet / "train.parquet")
    table(x_test, y_test).to_parquet(parquet / "test.parquet")
    hub = folder("hugging_face")
    half = len(y_train) // 2
    parts = (x_train[:half], y_train[:half]), (x_train[half:], y_train[half:])
    for number, part in enumerate(parts):
        pyarrow.parquet.write_table(hugging_face(*part), hub / f"train-{number:05}-of-00002.parquet")
    pyarrow.parquet.write_table(hugging_face(x_test, y_test), hub / "test-00000-of-00001.parquet")


main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
