"""Command line of the recipe: ``python -m gemini_desk.starter COMMAND``."""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

RUN = Path("runs/starter")


def build_parser() -> argparse.ArgumentParser:
    """Builds the parser of all commands."""
    parser = argparse.ArgumentParser(prog="python -m gemini_desk.starter", description=__doc__)
    parser.add_argument("--run", type=Path, default=RUN, help="folder of checkpoint and log")
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="train, from the checkpoint if there is one")
    train.add_argument("--workers", type=int, default=2, choices=(1, 2))
    train.add_argument("--seed", type=int, default=1)
    train.add_argument("--last-step", type=int, default=None)
    export_parser = commands.add_parser("export", help="write assets/starter from the checkpoint")
    export_parser.add_argument("--folder", type=Path, default=None, help="where to write")
    export_parser.add_argument("--earlier", type=Path, help="checkpoint to average in")
    evaluate = commands.add_parser("evaluate", help="measure on the held-out sets")
    evaluate.add_argument("--folder", type=Path, default=None, help="checkpoint folder")
    evaluate.add_argument("--items", type=int, default=None, help="items a set")
    evaluate.add_argument("--validation", action="store_true", help="other items, for choosing")
    evaluate.add_argument("--sets", nargs="*", default=None, help="names; all without")
    commands.add_parser("curves", help="draw the learning curves beside the model card")
    commands.add_parser("card", help="write the model card from the last evaluation")
    commands.add_parser("samples", help="make assets/samples")
    return parser


def main() -> None:
    """Runs one command."""
    arguments = build_parser().parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    if arguments.command == "train":
        from gemini_desk.starter import training

        training.train(
            training.Settings(
                folder=arguments.run,
                seed=arguments.seed,
                workers=arguments.workers,
                last_step=arguments.last_step,
            )
        )
    elif arguments.command == "export":
        from gemini_desk.starter import export, training

        model = training.load_trained(arguments.run, arguments.earlier)
        export.export_checkpoint(model, arguments.folder or export.SHIPPED_FOLDER)
    elif arguments.command == "evaluate":
        from gemini_desk.starter import evaluation, export

        evaluation.evaluate(
            arguments.folder or export.SHIPPED_FOLDER,
            arguments.run,
            arguments.sets,
            arguments.items,
            arguments.validation,
        )
    elif arguments.command == "curves":
        from gemini_desk.starter import curves, export

        curves.draw(arguments.run, export.SHIPPED_FOLDER)
    elif arguments.command == "card":
        from gemini_desk.starter import model_card

        model_card.write(arguments.run)
    else:
        from gemini_desk.starter import samples

        samples.make()


if __name__ == "__main__":
    main()
