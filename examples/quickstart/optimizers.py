"""Two optimizers of lists of floats, small enough to read."""

from __future__ import annotations

import math

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8  # what Kingma and Ba, "Adam", 2015, propose


class Adam:
    """Adam, where weight decay is a part of the gradient."""

    def __init__(self, weights: list[float], lr: float, weight_decay: float) -> None:
        self.weights = weights
        self.lr = lr
        self.weight_decay = weight_decay
        self.steps = 0
        self._mean = [0.0] * len(weights)
        self._square = [0.0] * len(weights)

    def step(self, gradient: list[float]) -> None:
        """Moves the weights, in place, one step against the gradient."""
        self._move([slope + self.weight_decay * weight for slope, weight in zip(gradient, self.weights, strict=True)])

    def _move(self, gradient: list[float]) -> None:
        self.steps += 1
        for index, slope in enumerate(gradient):
            self._mean[index] = BETA1 * self._mean[index] + (1 - BETA1) * slope
            self._square[index] = BETA2 * self._square[index] + (1 - BETA2) * slope * slope
            mean = self._mean[index] / (1 - BETA1**self.steps)
            square = self._square[index] / (1 - BETA2**self.steps)
            self.weights[index] -= self.lr * mean / (math.sqrt(square) + EPSILON)


class AdamW(Adam):
    """AdamW, where weight decay shrinks the weights themselves (Loshchilov and Hutter, 2019)."""

    def step(self, gradient: list[float]) -> None:
        """Shrinks the weights, then moves them, in place, one step against the gradient."""
        for index, weight in enumerate(self.weights):
            self.weights[index] = weight * (1 - self.lr * self.weight_decay)
        self._move(gradient)
