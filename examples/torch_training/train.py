"""Trains a linear classifier on points of two clouds, as its config says; see README.md beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas import App, store

import typedconf as tc

if TYPE_CHECKING:
    import torch


def clouds(size: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Points around (1, 1) and (-1, -1), always the same, and which of the two each belongs to."""
    import torch  # noqa: PLC0415  only a task that runs waits for it

    generator = torch.Generator().manual_seed(0)
    labels = torch.arange(size) % 2
    centres = (2 * labels - 1).unsqueeze(1)
    return centres + 0.5 * torch.randn(size, 2, generator=generator), labels.float()


@tc.main(config_path="conf", config_name="config", store=store)
def train(cfg: App) -> float:
    """Trains for some epochs, and gives the loss that is left."""
    import torch  # noqa: PLC0415  what is wrong with a config is told before torch is loaded

    points, labels = clouds(1000)
    torch.manual_seed(0)
    model = tc.instantiate(cfg.model)  # a Linear, to type checkers too
    optimizer = tc.instantiate(cfg.optimizer, params=model.parameters())
    scheduler = tc.instantiate(cfg.scheduler, optimizer)
    loss = torch.nn.BCEWithLogitsLoss()
    before = loss(model(points).squeeze(1), labels).item()
    for _ in range(cfg.training.epochs):
        for start in range(0, len(points), 20):
            batch = slice(start, start + 20)
            optimizer.zero_grad()
            loss(model(points[batch]).squeeze(1), labels[batch]).backward()
            optimizer.step()
        scheduler.step()
    after: float = loss(model(points).squeeze(1), labels).item()
    print(f"{cfg.task} with {type(optimizer).__name__}, lr {cfg.optimizer.lr}: loss {before:.4f} -> {after:.4f}")
    return after


if __name__ == "__main__":
    train()
