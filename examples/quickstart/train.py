"""Fits a line to a few points, as its config says; see README.md beside it."""

from __future__ import annotations

import schemas

import typedconf as tc

POINTS = [(x / 50, 3 * x / 50 - 1) for x in range(-50, 50)]  # y = 3x - 1


def mean_squared_error(weights: list[float]) -> float:
    """How far the line is from the points."""
    slope, offset = weights
    return sum((slope * x + offset - y) ** 2 for x, y in POINTS) / len(POINTS)


@tc.main(config_path="conf", config_name="config", store=schemas.store)
def train(cfg: schemas.App) -> float:
    """Trains for some epochs, a step a point, and gives the loss that is left."""
    weights = [0.0, 0.0]
    optimizer = tc.instantiate(cfg.optimizer, weights)  # an optimizers.Adam, to type checkers too
    before = mean_squared_error(weights)
    for _ in range(cfg.training.epochs):
        for x, y in POINTS:
            error = weights[0] * x + weights[1] - y
            optimizer.step([2 * error * x, 2 * error])
    after = mean_squared_error(weights)
    print(f"{cfg.task} with {type(optimizer).__name__}, lr {cfg.optimizer.lr}: loss {before:.4f} -> {after:.4f}")
    print(f"y = {weights[0]:.3f} x {weights[1]:+.3f}")
    return after


if __name__ == "__main__":
    train()
