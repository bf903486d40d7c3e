"""A network that reads a sequence with one recurrent layer and answers from its last state."""

from typing import Protocol

from torch import Tensor, nn


class Network(Protocol):
    """What the memory lesson needs of a network, whoever trained it."""

    @property
    def recurrent(self) -> nn.RNNBase:
        """The recurrent layer, batch first."""

    @property
    def readout(self) -> nn.Linear:
        """The layer that turns a hidden state into logits."""


def logits(network: Network, x: Tensor) -> Tensor:
    """Return the answer's logits (batch, classes) after the last step of x (batch, time, features)."""
    hidden: Tensor = network.recurrent(x)[0]  # (batch, time, hidden)
    answer: Tensor = network.readout(hidden[:, -1])
    return answer
