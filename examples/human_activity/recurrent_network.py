#!/usr/bin/env python3
"""An untrained network with an LSTM, by PyTorch: recurrent_network.py OUTPUT.onnx. `peax train --reinitialize` trains it.

Two convolutions of stride 2 over six channels of 128 samples, an LSTM of 64 units over the 32 steps that remain, and a classifier of its last
state; one million multiply-accumulates. Needs torch (Debian: python3-torch python3-onnx)."""
import sys

import torch
from torch import nn

if len(sys.argv) != 2:
    sys.exit(__doc__)


class Network(nn.Module):
    def __init__(self, width=32, units=64):
        super().__init__()
        self.front = nn.Sequential(nn.Conv1d(6, width, 5, 2, 2, bias=False), nn.BatchNorm1d(width), nn.ReLU(),
                                   nn.Conv1d(width, width, 5, 2, 2, bias=False), nn.BatchNorm1d(width), nn.ReLU())
        self.recurrent = nn.LSTM(width, units, batch_first=True)
        self.classifier = nn.Linear(units, 6)

    def forward(self, x):
        steps, _ = self.recurrent(self.front(x).permute(0, 2, 1))
        return self.classifier(steps[:, -1])


# PRESERVE: normalizations stay in the file, so that training goes on with them.
torch.onnx.export(Network().eval(), torch.zeros(1, 6, 128), sys.argv[1], opset_version=13, input_names=["input"], output_names=["logits"],
                  dynamic_axes={"input": {0: "N"}, "logits": {0: "N"}}, training=torch.onnx.TrainingMode.PRESERVE)
