#!/usr/bin/env python3
"""The notebook's training with PyTorch's DistributedDataParallel over gloo: one of several processes, one thread each.

Usage: ddp.py MNIST-FOLDER RANK PROCESSES ADDRESS PORT EPOCHS
The process of rank 0 prints a line of JSON per epoch: images per second of all processes, and the test accuracy.
"""
import gzip
import json
import pathlib
import sys
import time

import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel

BATCH_SIZE = 128


def items(folder, name):
    compressed = folder / (name + ".gz")
    data = gzip.open(compressed).read() if compressed.exists() else (folder / name).read_bytes()
    return torch.frombuffer(bytearray(data[4 + 4 * data[3]:]), dtype=torch.uint8)


def split(folder, name):
    return (items(folder, name + "-images-idx3-ubyte").reshape(-1, 784).float() / 255,
            items(folder, name + "-labels-idx1-ubyte").long())


def main():
    folder, rank, processes = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(1)
    torch.manual_seed(1)
    torch.distributed.init_process_group(
        "gloo", init_method="tcp://%s:%s" % (sys.argv[4], sys.argv[5]), rank=rank, world_size=processes)
    features, labels = split(folder, "train")
    own = slice(rank, len(labels) // processes * processes, processes)
    features, labels = features[own].contiguous(), labels[own].contiguous()
    test_features, test_labels = split(folder, "t10k")

    network = nn.Sequential(nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 10))
    for layer in (network[0], network[2]):
        nn.init.xavier_uniform_(layer.weight)
        nn.init.zeros_(layer.bias)
    model = DistributedDataParallel(network)
    optimizer = torch.optim.RMSprop(model.parameters(), lr=0.001, alpha=0.9, eps=1e-7)
    loss_of = nn.CrossEntropyLoss()
    for epoch in range(int(sys.argv[6])):
        order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(1000 * epoch + rank))
        start = time.perf_counter()
        for at in range(0, len(order), BATCH_SIZE):
            batch = order[at:at + BATCH_SIZE]
            optimizer.zero_grad(set_to_none=True)
            loss_of(model(features[batch]), labels[batch]).backward()
            optimizer.step()
        seconds = time.perf_counter() - start
        if rank == 0:
            with torch.no_grad():
                accuracy = (network(test_features).argmax(1) == test_labels).float().mean().item()
            print(json.dumps({"images_per_second": processes * len(labels) / seconds, "accuracy": accuracy}), flush=True)
        torch.distributed.barrier()
    torch.distributed.destroy_process_group()


main()
