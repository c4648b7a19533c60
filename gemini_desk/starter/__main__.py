"""Command line of the recipe: ``python -m gemini_desk.starter COMMAND``."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

RUN = Path("runs/starter")


def build_parser() -> argparse.ArgumentParser:
    """Builds the parser of all commands."""
    parser = argparse.ArgumentParser(prog="python -m gemini_desk.starter", description=__doc__)
    parser.add_argument("--run", type=Path, default=RUN, help="folder of checkpoint and log")
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="train, from the checkpoint if there is one")
    train.add_argument("--recipe", default="good", choices=("good", "small"))
    train.add_argument("--seed", type=int, default=1)
    train.add_argument("--last-step", type=int, help="stop there; steps are ticks of the recipe")
    train.add_argument(
        "--workers", type=int, default=2, choices=(1, 2), help="cores to train on without CUDA"
    )
    good = train.add_argument_group("the good recipe only")
    good.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    good.add_argument("--scale", type=int, default=1, help="ticks a step; about 8 on CUDA")
    good.add_argument("--feeders", type=int, default=0, help="processes that draw for each worker")
    good.add_argument("--stop-after-s", type=float, help="save and end after so many seconds")
    good.add_argument(
        "--begin-with", type=Path, help="checkpoint folder to begin a new run with, grown to size"
    )
    good.add_argument(
        "--first-step", type=int, default=0, help="where in the recipe a new run begins"
    )
    good.add_argument(
        "--rate-share",
        type=float,
        default=1.0,
        help="of the recipe's learning rate; less for weights that are to keep what they know",
    )
    export_parser = commands.add_parser("export", help="write assets/starter from the checkpoint")
    export_parser.add_argument("--folder", type=Path, default=None, help="where to write")
    export_parser.add_argument("--earlier", type=Path, help="checkpoint to average in")
    evaluate = commands.add_parser("evaluate", help="measure on the held-out sets")
    evaluate.add_argument("--folder", type=Path, default=None, help="checkpoint folder")
    evaluate.add_argument("--items", type=int, default=None, help="items a set")
    evaluate.add_argument("--validation", action="store_true", help="other items, for choosing")
    evaluate.add_argument("--sets", nargs="*", default=None, help="names; all without")
    curves = commands.add_parser("curves", help="draw the learning curves beside the model card")
    card = commands.add_parser("card", help="write the model card from the last evaluation")
    for beside in (curves, card):
        beside.add_argument("--folder", type=Path, default=None, help="checkpoint folder")
    sheets = commands.add_parser("sheets", help="ten right and ten wrong answers of each set")
    sheets.add_argument("--sets", nargs="*", default=None, help="names; all without")
    commands.add_parser("samples", help="make assets/samples")
    overfit = commands.add_parser("overfit", help="try whether tasks can be learnt at all")
    overfit.add_argument("tasks", nargs="+", help="names, as in the log of a run")
    overfit.add_argument("--begin-with", type=Path, help="checkpoint folder that is grown to size")
    overfit.add_argument("--examples", type=int, default=8)
    overfit.add_argument("--steps", type=int, default=400)
    return parser


def _train(arguments: argparse.Namespace) -> None:
    from gemini_desk.starter import loop, recipes, requirements, speedups, training

    requirements.check(with_emoji=recipes.RECIPES[arguments.recipe].draws("emoji"))
    if arguments.recipe == "small":
        training.train(
            training.Settings(
                folder=arguments.run,
                seed=arguments.seed,
                workers=arguments.workers,
                last_step=arguments.last_step,
            )
        )
        return
    speedups.keep_freed_memory()
    loop.train(
        loop.Settings(
            folder=arguments.run,
            recipe=arguments.recipe,
            seed=arguments.seed,
            device=arguments.device,
            scale=arguments.scale,
            feeders=arguments.feeders,
            workers=1 if arguments.device == "cuda" else arguments.workers,
            stop_after_s=arguments.stop_after_s,
            last_tick=arguments.last_step,
            begin_with=arguments.begin_with,
            first_tick=arguments.first_step,
            rate_share=arguments.rate_share,
        )
    )


def _export(arguments: argparse.Namespace) -> None:
    from gemini_desk.starter import export, loop, run_files, training

    # Runs of the small recipe do not name it.
    if "recipe" in run_files.load_state(arguments.run):
        model = loop.load_trained(arguments.run)
    else:
        model = training.load_trained(arguments.run, arguments.earlier)
    export.export_checkpoint(model, arguments.folder or export.SHIPPED_FOLDER)


def _overfit(arguments: argparse.Namespace) -> int:
    from gemini_desk.starter import overfit, speedups

    speedups.keep_freed_memory()
    speedups.use_fused_norm()
    failed = 0
    for task in arguments.tasks:
        found = overfit.overfit(
            overfit.Settings(
                task=task,
                begin_with=arguments.begin_with,
                examples=arguments.examples,
                steps=arguments.steps,
            )
        )
        failed += not found.learnt or bool(found.wrong)
        verdict = "learnt" if found.learnt else "NOT learnt"
        print(f"{task}: {verdict} in {found.steps} steps, loss {found.loss:.3f}", flush=True)
        for said, right in found.wrong:
            print(f"  says {said!r}, right is {right!r}", flush=True)
    return min(failed, 1)


def main() -> None:
    """Runs one command."""
    arguments = build_parser().parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    if arguments.command == "train":
        _train(arguments)
    elif arguments.command == "export":
        _export(arguments)
    elif arguments.command == "evaluate":
        from gemini_desk.starter import evaluation, export, requirements, sizes

        folder = arguments.folder or export.SHIPPED_FOLDER
        if arguments.sets is None:  # some sets need nothing but words
            with_emoji = sizes.size_of(folder) is sizes.GOOD
            requirements.check(measuring=True, with_emoji=with_emoji)
        evaluation.evaluate(
            folder,
            arguments.run,
            arguments.sets,
            arguments.items,
            arguments.validation,
        )
    elif arguments.command == "curves":
        from gemini_desk.starter import curves, export

        curves.draw(arguments.run, arguments.folder or export.SHIPPED_FOLDER)
    elif arguments.command == "card":
        from gemini_desk.starter import export, model_card

        model_card.write(arguments.run, arguments.folder or export.SHIPPED_FOLDER)
    elif arguments.command == "sheets":
        from gemini_desk.starter import gallery, good_sets

        gallery.draw(arguments.run, arguments.sets or good_sets.MEASURED_NAMES)
    elif arguments.command == "overfit":
        sys.exit(_overfit(arguments))
    else:
        from gemini_desk.starter import samples

        samples.make()


if __name__ == "__main__":
    main()
