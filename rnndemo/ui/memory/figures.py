"""Figures of the memory lesson: states, gates and gradients → plotly Figure."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from rnndemo.cells import CELL_NAMES
from rnndemo.ui.style import COLORS, LABELS, diverging, plain

CURVES = {  # the study's curves: (legend, colour, line)
    "lstm": ("LSTM, gates closed at the start", COLORS["lstm"], "solid"),
    "gru": ("GRU, gate closed at the start", COLORS["gru"], "dot"),
    "lstm-open": ("LSTM, gates half open at the start", COLORS["lstm"], "dash"),
    "rnn": ("plain RNN", COLORS["rnn"], "solid"),
}
ABOVE = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}  # a legend that covers nothing


def unrolled(states: np.ndarray, words: list[str], now: int) -> go.Figure:
    """Draw S(−1) = 0 and S(t) (time, units) side by side as far as step `now`, each over its word."""
    padded = np.vstack([np.zeros_like(states[:1]), states])
    padded[now + 2 :] = np.nan
    labels = ["start", *(f"t={t}<br>{word}" for t, word in enumerate(words))]
    text = [["" if np.isnan(value) else f"{value:+.2f}" for value in unit] for unit in padded.T]
    heat = go.Heatmap(
        z=padded.T,
        x=labels,
        y=[f"unit {unit + 1}" for unit in range(states.shape[1])],
        text=text,
        texttemplate="%{text}",
        colorscale=diverging("hidden_state"),
        zmin=-1,
        zmax=1,
        showscale=False,
        xgap=14,
        ygap=2,
        hoverinfo="skip",
    )
    figure = go.Figure(heat)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(showgrid=False)
    return plain(figure, 210)


def shape_strip(image: np.ndarray, hidden: np.ndarray) -> go.Figure:
    """Draw what goes in (28 inputs × 28 steps) over what is remembered (64 units × 28 steps)."""
    figure = make_subplots(rows=2, shared_xaxes=True, row_heights=[0.3, 0.7], vertical_spacing=0.06)
    states = np.vstack([np.zeros_like(hidden[:1]), hidden]).T  # (units, 1 + time)
    figure.add_heatmap(z=image.T, x=np.arange(1, 29), colorscale="Greys", zmin=0, zmax=1, row=1, col=1)
    figure.add_heatmap(
        z=states, x=np.arange(29), colorscale=diverging("hidden_state"), zmin=-1, zmax=1, row=2, col=1
    )
    figure.update_traces(showscale=False, hovertemplate="step %{x}, line %{y}: %{z:.2f}<extra></extra>")
    figure.update_yaxes(title_text=f"{image.shape[1]} inputs", row=1, col=1, autorange="reversed")
    figure.update_yaxes(title_text=f"{hidden.shape[1]} units", row=2, col=1)
    figure.update_xaxes(title_text="step: rows read so far", row=2, col=1)
    return plain(figure, 360)


def wave(values: np.ndarray, truth: np.ndarray) -> go.Figure:
    """Draw a free-running wave over the true one, from the single value both start with."""
    figure = go.Figure()
    figure.add_scatter(y=truth, name="true wave", line={"color": COLORS["truth"], "dash": "dot"})
    figure.add_scatter(y=values, name="network alone", line={"color": COLORS["gru"]})
    figure.add_scatter(
        x=[0],
        y=truth[:1],
        name="the one input",
        mode="markers",
        marker={"size": 10, "color": COLORS["highlight"]},
    )
    figure.update_xaxes(title="step")
    return plain(figure, 240, legend=ABOVE)


def recall_curves(curves: dict[str, list[dict]], chance: float) -> go.Figure:
    """Draw mean accuracy against delay, from the lowest to the highest seed as a bar, per curve."""
    figure = go.Figure()
    for name, (legend, color, dash) in CURVES.items():
        delays = [point["config"]["delay"] for point in curves[name]]
        scores = np.array([point["accuracy"] for point in curves[name]])  # (delays, seeds)
        middle = scores.mean(axis=1)
        figure.add_scatter(
            x=delays,
            y=middle,
            name=legend,
            mode="lines+markers",
            line={"color": color, "dash": dash},
            error_y={
                "array": scores.max(axis=1) - middle,
                "arrayminus": middle - scores.min(axis=1),
                "thickness": 1.2,
            },
            hovertemplate="%{x} words: mean %{y:.1%}<extra>" + legend + "</extra>",
        )
    _accuracy_axis(figure, chance)
    figure.update_xaxes(type="log", title="filler words between dish and question", tickvals=delays)
    return plain(figure, 400, legend=ABOVE)


def race(histories: dict[str, tuple[list[int], list[float]]], steps: int, chance: float) -> go.Figure:
    """Draw held-out accuracy against optimiser step: cell → (steps, accuracies)."""
    figure = go.Figure()
    for cell, (at, accuracies) in histories.items():
        figure.add_scatter(
            x=[0, *at],
            y=[chance, *accuracies],
            name=CELL_NAMES[cell],
            mode="lines+markers",
            line={"color": COLORS[cell]},
        )
    _accuracy_axis(figure, chance)
    figure.update_xaxes(range=[0, steps], title="optimiser step")
    return plain(figure, 300, legend=ABOVE, showlegend=True)


def _accuracy_axis(figure: go.Figure, chance: float) -> None:
    figure.add_hline(y=chance, line={"color": COLORS["truth"], "dash": "dot"}, annotation_text="chance")
    figure.update_yaxes(range=[0, 1.04], tickformat=".0%", title="dishes recalled")


def gradients(lines: dict[str, tuple[np.ndarray, str, str]]) -> go.Figure:
    """Draw ‖∂h_T/∂s_t‖ by distance on a log scale: legend → (norms (time,), colour, dash)."""
    figure = go.Figure()
    for legend, (norms, color, dash) in lines.items():
        line = {"color": color, "dash": dash}
        figure.add_scatter(y=np.maximum(norms, 1e-38), name=legend, line=line)
    figure.update_traces(hovertemplate="%{x} words back: %{y:.1e}")
    figure.update_yaxes(type="log", exponentformat="power", dtick=5, title="reach of a change")
    figure.update_xaxes(title="words back from the answer")
    return plain(figure, 340, legend=ABOVE)


def states(cell: list[float], hidden: list[float]) -> go.Figure:
    """Draw c and h of the hand-driven cell after each step."""
    figure = go.Figure()
    for quantity, values in (("cell_state", cell), ("hidden_state", hidden)):
        figure.add_scatter(
            y=values,
            name=LABELS[quantity],
            mode="lines+markers",
            line={"color": COLORS[quantity], "width": 3},
        )
    figure.update_xaxes(dtick=1 if len(cell) < 20 else 5, range=[-0.2, max(8, len(cell) - 0.8)], title="step")
    figure.update_yaxes(range=[min(-1.2, *cell) - 0.2, max(1.2, *cell) + 0.2])
    return plain(figure, 260, legend=ABOVE)


def gates_over_rows(quantities: dict[str, np.ndarray]) -> go.Figure:
    """Draw each gate's mean over the units (time, units) row by row."""
    figure = go.Figure()
    for name, values in quantities.items():
        figure.add_scatter(y=values.mean(axis=1), name=LABELS[name], line={"color": COLORS[name], "width": 3})
    figure.update_yaxes(range=[0, 1], tickformat=".0%")
    figure.update_xaxes(title="row")
    return plain(figure, 280, legend=ABOVE)
