"""A run and its result in words."""

from rnndemo.cells import CELL_NAMES
from rnndemo.language import mark, say
from rnndemo.sine.forecaster import SineConfig
from rnndemo.sine.judgement import Judgement
from rnndemo.sine.run import Run


def describe(run: Run) -> str:
    """Name a run: its cell, window, size and data."""
    c = run.config
    return say(
        "{cell}, window {window}, {units} units, {wave}",
        cell=say(CELL_NAMES[c.cell]),
        window=c.window,
        units=c.hidden_size,
        wave=describe_wave(c),
    )


def describe_wave(config: SineConfig) -> str:
    """Name the data of a run, and its seed."""
    wave, noise, seed = name_wave(config), config.noise, config.seed
    if noise:
        return say("{wave} + noise {noise:g}, seed {seed}", wave=wave, noise=noise, seed=seed)
    return say("{wave}, seed {seed}", wave=wave, seed=seed)


def name_wave(config: SineConfig) -> str:
    """Name the wave of a run."""
    return say("own data") if config.wave == "own" else say(config.wave)


def settings(shown: Run) -> str:
    """Name a run, how it was trained and how far it came."""
    c, last = shown.config, shown.losses[-1]
    name = describe(shown)
    if c.layers > 1:
        name = say("{run}, {layers} layers", run=name, layers=c.layers)
    done = say(
        "{step} of {epochs} epochs in {seconds:.1f} s",
        step=last.step,
        epochs=c.epochs,
        seconds=shown.seconds,
    )
    if not c.tutorial:
        done = say("{done} (epoch {epoch} kept)", done=done, epoch=last.kept)
    if shown.ended == "stopped":
        done = say("stopped: {done}", done=done)
    elif shown.ended == "out of time":
        done = say("out of time: {done}", done=done)
    if c.tutorial:
        done = say("trained the tutorial's way, {done}", done=done)
    if shown.number:
        return say("**Run {number}: {run}**: {done}", number=shown.number, run=name, done=done)
    return say(
        "**An example, {run}**, trained by this server: {done}. Press **Train** to watch it learn.",
        run=name,
        done=done,
    )


def compared(verdict: Judgement) -> str:
    """Compare the network with repeating the last value, in a sentence."""
    if verdict.test_mse == 0 or verdict.persistence_mse == 0:
        return say("The values do not change: there is nothing to compare with.")
    times = min(verdict.persistence_mse / verdict.test_mse, 1e12)
    if not times >= 1.05:  # nan where it diverged
        return say("One step ahead it is no better than repeating the last value.")
    digits = 2 - len(str(int(times)))  # two digits are enough for a comparison
    said = f"{round(times, digits):,.0f}" if times >= 10 else f"{times:.1f}"
    if times >= 1000:
        return say(
            "One step ahead it is almost exact: its squared error is {times} times smaller than that of "
            "repeating the last value.",
            times=said,
        )
    return say(
        "One step ahead its squared error is {times} times smaller than that of repeating the last value.",
        times=said,
    )


def lesson(config: SineConfig, verdict: Judgement) -> str:
    """Say what the errors of the network and of AR teach."""
    window = config.window
    if config.tutorial:
        return say(
            "Each of the window's {window} values is read as a sequence of its own, so the hidden state "
            "carries nothing over, and all {window} answers are compared with one target. Even so, one "
            "straight line fitted to these answers has test MSE {line:.3g}. The network has {network:.3g} "
            "(always saying the training mean: {mean:.3g}), because each window makes an update of its own, "
            "in the order of time: the weights follow the newest target and lose the earlier ones. Switch "
            "the mistakes off and press Train.",
            window=window,
            line=verdict.static_mse,
            network=verdict.test_mse,
            mean=verdict.mean_mse,
        )
    if verdict.ar_is_exact:
        return say(
            "No network can beat AR({window}) here: without noise, a linear rule gives the next value of "
            "this wave exactly. A network can win only where no linear rule is enough: choose the wave "
            "*chaotic*, or the *sawtooth* with its jumps.",
            window=window,
        )
    ratio = verdict.test_mse / verdict.ar_mse
    sentence = mark("The network is level with AR({window}): its test MSE is {ratio:.3g} times AR's.")
    if ratio < 0.95:
        sentence = mark("The network is better than AR({window}): its test MSE is {ratio:.3g} times AR's.")
    elif ratio > 1.05:
        sentence = mark("The network is worse than AR({window}): its test MSE is {ratio:.3g} times AR's.")
    return say(sentence, window=window, ratio=ratio)
