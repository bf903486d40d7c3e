"""The controls of the sine forecaster: widgets, URL and SineConfig hold the same settings."""

from dataclasses import asdict, fields, replace
from typing import Any

import streamlit as st

from rnndemo.cells import CELL_NAMES
from rnndemo.language import mark, say
from rnndemo.sine import drawn, run, waves
from rnndemo.sine.forecaster import LIMITS, TUTORIAL, SineConfig
from rnndemo.sine.tables.column import Column
from rnndemo.sine.waves import Series
from rnndemo.ui.classroom import shown
from rnndemo.ui.glossary import tip
from rnndemo.ui.lesson import KEPT, picture
from rnndemo.ui.sine import alts, figures, own_file, runs
from rnndemo.ui.sine.wave_pad import draw_wave

DEFAULT = SineConfig()
OWN = "sine_values"  # session key of a visitor's own data
RATES = (0.0001, 0.0003, 0.001, 0.003, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1)
REMEDIES = {
    "none": mark("none"),
    "differences": mark("differences"),
    "seasonal": mark("differences over a season"),
    "log": mark("logarithm"),
    "log-seasonal": mark("logarithm, differences over a season"),
}
PREDICTS = {"change": mark("the change"), "value": mark("the next value")}
WORDS = {"epochs": "epoch", "learning_rate": "learning rate", "hidden_size": "hidden unit", "seed": "seed"}
HELP = {
    "points": mark("How many values are measured."),
    "span": mark("x of the last point, in radians: 2π is one period of the sine."),
    "noise": mark("Standard deviation of the noise added to every value."),
    "train_share": mark("The first part, to learn from. The rest is for the test; training never sees it."),
    "weight_decay": mark("How strongly weights are pulled to zero."),
    "window": mark("How many past values the network reads before it says the next."),
}


def current() -> SineConfig:
    """Return the settings of the controls, the default for each that is not set. Raises ValueError."""
    values = {field.name: st.session_state.get(f"sine_{field.name}") for field in fields(SineConfig)}
    return SineConfig(**{name: value for name, value in values.items() if value is not None})


def current_plan() -> run.Plan:
    """Plan the run the controls describe. Raises ValueError with a sentence for the visitor."""
    config = current()
    return run.plan(config, _series(config))


def set_to(config: SineConfig) -> None:
    """Move every control to `config`; a button's callback."""
    for name, value in asdict(config).items():
        st.session_state[f"sine_{name}"] = value


def set_map_cell(window: int, hidden_size: int) -> None:
    """Move the two controls of the map to one of its cells."""
    st.session_state.sine_window, st.session_state.sine_hidden_size = window, hidden_size


def before_training() -> None:
    """Take another seed, unless the visitor wants the same start again; the Train button's callback."""
    if not st.session_state.get("sine_same_start", True):
        seed = st.session_state.get("sine_seed", DEFAULT.seed)
        st.session_state.sine_seed = (seed + 1) % (LIMITS["seed"][1] + 1)


@st.fragment
def controls(below) -> None:
    """Draw the controls and, in the empty element `below`, the series they describe.

    A moved control draws these again and nothing else, so a training under way goes on.
    """
    _presets()
    st.selectbox(say("Wave"), [*waves.WAVES, "own"], format_func=_wave_name, **_bound("wave"))
    if st.session_state.sine_wave == "own":
        _own_data()
    st.segmented_control(
        say("Cell"),
        list(CELL_NAMES),
        required=True,
        format_func=lambda cell: say(CELL_NAMES[cell]),
        default="lstm",
        **_bound("cell"),
    )
    _slider("window", say("Window (points)"))
    _slider("hidden_size", say("Hidden size (units)"))
    with st.expander(say("More settings")):
        _more()
    with below.container():
        _preview()


def _preview() -> None:
    try:
        planned = current_plan()
    except ValueError as problem:
        st.warning(str(problem), icon=":material/error:")
        return
    figure = figures.preview(planned)
    picture("sine_preview", figure, alts.preview(planned.series, planned.config.window))
    log = runs.logged() or [runs.example()]
    if not log[0].same_settings(planned):
        st.caption(say(":material/info: The result comes from other settings. Press Train for these."))


def _presets() -> None:
    with st.container(horizontal=True):
        st.button(
            say("Defaults"), on_click=set_to, args=(DEFAULT,), key="sine_take_defaults", type="tertiary"
        )
        st.button(
            say("Tutorial's settings"),
            on_click=set_to,
            args=(TUTORIAL,),
            key="sine_take_tutorial",
            type="tertiary",
        )
        mistaken = replace(TUTORIAL, tutorial=True)
        st.button(
            say("Its shape mistake"),
            on_click=set_to,
            args=(mistaken,),
            key="sine_take_mistake",
            type="tertiary",
        )


def _more() -> None:
    own = st.session_state.sine_wave == "own"
    _slider("points", say("Points"), step=10, disabled=own)
    _slider("span", say("Wave runs from 0 to"), step=1.0, disabled=own)
    _slider("noise", say("Noise (sd)"), step=0.01, disabled=own)
    _slider("train_share", say("Training share"), step=0.01)
    st.segmented_control(say("Layers"), [1, 2], required=True, default=DEFAULT.layers, **_bound("layers"))
    st.segmented_control(
        say("The network predicts"),
        list(PREDICTS),
        format_func=lambda option: say(PREDICTS[option]),
        required=True,
        default=DEFAULT.predicts,
        help=say(
            "The change is added to the last value. It is easier to learn: a network that always says 0 "
            "already repeats the last value."
        ),
        **_bound("predicts"),
    )
    st.selectbox(
        say("Remedy for a trend or a season"),
        list(REMEDIES),
        format_func=lambda remedy: say(REMEDIES[remedy]),
        help=say("Done to the values before the network sees them, and undone in its forecasts."),
        **_bound("remedy"),
    )
    _slider("epochs", say("Epochs"))
    st.select_slider(
        say("Learning rate"),
        RATES,
        value=DEFAULT.learning_rate,
        help=_help("learning_rate"),
        **_bound("learning_rate"),
    )
    _slider("weight_decay", say("Weight decay"), step=0.05)
    low, high = LIMITS["seed"]
    st.number_input(say("Seed"), low, high, DEFAULT.seed, help=_help("seed"), **_bound("seed"))
    st.checkbox(
        say("Same start"),
        value=True,
        key="sine_same_start",
        persist_state="session",
        help=say("Every Train begins with the seed's own weights. Off: each Train takes the next seed."),
    )
    st.toggle(say("Train with the tutorial's mistakes"), **_bound("tutorial"))


def _own_data() -> None:
    sources = [mark("CSV file"), mark("Draw it")] if shown("upload") else ["Draw it"]
    source = st.segmented_control(
        say("Your data"),
        sources,
        format_func=say,
        default=sources[0],
        required=True,
        key="sine_source",
    )
    if source == "Draw it":
        _drawn_wave()
        return
    _keep(own_file.ask())


def _drawn_wave() -> None:
    drawing, wave = draw_wave("sine_canvas"), None
    if drawing is not None:
        try:
            wave = Column("drawn", drawn.from_path(*drawing), None, ())
        except ValueError as problem:
            st.info(str(problem), icon=":material/draw:")
    _keep(wave)


def _keep(column: Column | None) -> None:
    """Keep the data of the chosen source in the session; with None, drop those of an earlier one."""
    if column is None:
        st.session_state.pop(OWN, None)
    else:
        st.session_state[OWN] = column


def _series(config: SineConfig) -> Series | None:
    if config.wave != "own":
        return None
    if OWN not in st.session_state:
        raise ValueError(say("There are no data to train on: upload a CSV file or draw a wave first."))
    column = st.session_state[OWN]
    return waves.own(column.values, config.train_share, column.dates)


def _wave_name(wave: str) -> str:
    return say("your own data") if wave == "own" else say(wave)


def _help(field: str) -> str:
    return tip(WORDS[field]) if field in WORDS else say(HELP[field])


def _slider(field: str, label: str, step=None, disabled: bool = False) -> None:
    low, high = LIMITS[field]
    st.slider(
        label, low, high, getattr(DEFAULT, field), step, help=_help(field), disabled=disabled, **_bound(field)
    )


def _bound(field: str) -> dict[str, Any]:
    """Return the settings that tie a widget to its field, to the link and to the session."""
    return {"key": f"sine_{field}", **KEPT}
