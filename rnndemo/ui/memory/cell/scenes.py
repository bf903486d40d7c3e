"""The scenes of the three cells: what is where, what it is called, and its line of PyTorch.

The lines of PyTorch, run in the order of the parts, are one step of the cell: with x (28,), h (64,), c (64,),
and a layer's W_x, W_h, b_x, b_h.
"""

from rnndemo.language import mark
from rnndemo.ui.memory.cell.shapes import Box, Joint, Label, Line, Part, Scene, Shape, Valve, Wire

TOP, BOTTOM = 90, 290  # where the main line and the wire to the gates run


def _inputs(end: float) -> tuple[Shape, ...]:
    """Return what every gate looks at: the row x, and the side line h of the step before."""
    before = mark("<b>x</b> and <b>h</b> before<br>({hidden_before})")
    return (
        Wire("inputs", 0, ((20, BOTTOM), (end, BOTTOM)), bare=True),
        Label("inputs", 0, 20, BOTTOM - 24, before, "start"),
        Label("inputs", 0, 20, BOTTOM + 18, mark("every gate looks at both"), "start"),
    )


LSTM = Scene(
    (
        *_inputs(530),
        Wire("forget", 0, ((200, BOTTOM), (200, TOP + 34))),
        Wire("input", 0, ((320, BOTTOM), (320, 170), (352, 170))),
        Wire("candidate", 0, ((395, BOTTOM), (395, 257))),
        Wire("output", 0, ((530, BOTTOM), (530, 170), (550, 170))),
        Line("main", 0, ((20, TOP), (200, TOP)), "before", "cell_state"),
        Line("main", 2, ((200, TOP), (395, TOP)), "kept", "cell_state"),
        Line("main", 3, ((395, TOP), (700, TOP)), "after", "cell_state"),
        Line("candidate", 1, ((395, 240), (395, 170)), "candidate", "candidate"),
        Line("input", 2, ((395, 170), (395, TOP)), "written", "candidate"),
        Line("main", 3, ((590, TOP), (590, 170)), "squashed", "cell_state"),
        Line("side", 4, ((590, 170), (590, 235), (700, 235)), "hidden", "hidden_state"),
        Valve("forget", 1, 200, TOP, "keep", "forget_gate"),
        Valve("input", 1, 395, 170, "write", "input_gate", upright=True),
        Valve("output", 1, 590, 170, "read", "output_gate", upright=True),
        Box("candidate", 1, 395, 240, "candidate"),
        Joint("main", 3, 395, TOP),
        Label("main", 0, 20, 52, mark("<b>c</b> before<br>{before}"), "start"),
        Label("forget", 1, 200, 28, mark("<b>f</b> keeps {keep:%}<br>eraser takes {erase:%}")),
        Label("main", 2, 300, 120, mark("left {kept}")),
        Label("main", 3, 700, 52, mark("main line <b>c</b><br>{after}"), "end"),
        Label("input", 1, 432, 158, mark("pencil <b>i</b><br>{write:%}"), "start"),
        Label("candidate", 1, 395, 240, "<b>g</b> {candidate}", boxed=True),
        Label("output", 1, 628, 158, mark("<b>o</b> aloud<br>{read:%}"), "start"),
        Label("side", 4, 700, 272, mark("side line <b>h</b><br>{hidden}"), "end"),
    ),
    (
        Part("inputs", "x, h", mark("what goes in: x, and h before"), "{hidden_before}", "truth",
             mark("The row of pixels x and the side line h. The value is that of h."),
             mark("W x + U h + b, for each gate"), "i, f, g, o = (W_x @ x + b_x + W_h @ h + b_h).chunk(4)"),
        Part("forget", "f", mark("forget gate f"), "{keep:gate}", "forget_gate",
             mark("The share of c that is kept. The eraser takes the rest, 1 − f = {erase:gate}."),
             "f = σ(W x + U h + b)", "f = torch.sigmoid(f)"),
        Part("input", "i", mark("input gate i, the pencil"), "{write:gate}", "input_gate",
             mark("The share of g that is written."), "i = σ(W x + U h + b)", "i = torch.sigmoid(i)"),
        Part("candidate", "g", mark("candidate g"), "{candidate}", "candidate",
             mark("What could be written, from −1 to 1."), "g = tanh(W x + U h + b)", "g = torch.tanh(g)"),
        Part("main", "c", mark("cell state c, the main line"), "{after}", "cell_state",
             mark("The diary. PyTorch's c_n is this line after the last row."), "c = f·c + i·g",
             "c = f * c + i * g"),
        Part("output", "o", mark("output gate o"), "{read:gate}", "output_gate",
             mark("The share of tanh c that is read aloud."), "o = σ(W x + U h + b)", "o = torch.sigmoid(o)"),
        Part("side", "h", mark("hidden state h, the side line"), "{hidden}", "hidden_state",
             mark("What was read aloud. PyTorch's h_n is this line after the last row, output after every "
                  "row."),
             "h = o·tanh c", "h = o * torch.tanh(c)"),
    ),
    mark("An LSTM cell at one step: of {before} it keeps {keep:%} and writes {write:%} of {candidate}, so c "
         "is {after}; it reads {read:%} aloud, h is {hidden}"),
    mark("The main line c runs through. The eraser takes a share 1 − f, the pencil adds i·g, o reads aloud."),
)  # fmt: skip

GRU = Scene(
    (
        *_inputs(395),
        Wire("update", 0, ((200, BOTTOM), (200, TOP + 34))),
        Wire("reset", 0, ((300, BOTTOM), (300, 240), (322, 240))),
        Wire("reset", 1, ((338, 240), (357, 240))),
        Wire("candidate", 0, ((395, BOTTOM), (395, 257))),
        Wire("update", 1, ((214, 110), (300, 170), (352, 170))),
        Line("side", 0, ((20, TOP), (200, TOP)), "before", "hidden_state"),
        Line("side", 3, ((200, TOP), (395, TOP)), "kept", "hidden_state"),
        Line("side", 4, ((395, TOP), (700, TOP)), "after", "hidden_state"),
        Line("candidate", 2, ((395, 240), (395, 170)), "candidate", "candidate"),
        Line("update", 3, ((395, 170), (395, TOP)), "written", "candidate"),
        Valve("update", 1, 200, TOP, "keep", "update_gate"),
        Valve("update", 1, 395, 170, "write", "update_gate", upright=True),
        Valve("reset", 1, 330, 240, "reset", "reset_gate"),
        Box("candidate", 2, 395, 240, "candidate"),
        Joint("side", 4, 395, TOP),
        Label("side", 0, 20, 52, mark("<b>h</b> before<br>{before}"), "start"),
        Label("update", 1, 200, 28, mark("<b>z</b> keeps {keep:%}<br>the rest goes")),
        Label("side", 3, 310, 120, mark("left {kept}")),
        Label("side", 4, 700, 52, mark("the one line <b>h</b><br>{after}"), "end"),
        Label("update", 1, 432, 170, mark("<b>1 − z</b> writes {write:%}<br>(same gate)"), "start"),
        Label("candidate", 2, 395, 240, "<b>n</b> {candidate}", boxed=True),
        Label("reset", 1, 285, 222, mark("<b>r</b> lets {reset:%}<br>of h in"), "end"),
    ),
    (
        Part("inputs", "x, h", mark("what goes in: x, and h before"), "{hidden_before}", "truth",
             mark("The row of pixels x and the state h. The value is that of h."),
             mark("W x + b and U h + b′, for each gate"),
             "r_x, z_x, n_x = (W_x @ x + b_x).chunk(3)\nr_h, z_h, n_h = (W_h @ h + b_h).chunk(3)"),
        Part("reset", "r", mark("reset gate r"), "{reset:gate}", "reset_gate",
             mark("How much of h the candidate sees."), "r = σ(W x + b + U h + b′)",
             "r = torch.sigmoid(r_x + r_h)"),
        Part("update", "z", mark("update gate z"), "{keep:gate}", "update_gate",
             mark("The share of h that is kept. What is not kept, 1 − z = {write:gate}, is written anew."),
             "z = σ(W x + b + U h + b′)", "z = torch.sigmoid(z_x + z_h)"),
        Part("candidate", "n", mark("candidate n"), "{candidate}", "candidate",
             mark("What could be written, from −1 to 1."), "n = tanh(W x + b + r·(U h + b′))",
             "n = torch.tanh(n_x + r * n_h)"),
        Part("side", "h", mark("hidden state h, the only line"), "{hidden}", "hidden_state",
             mark("A mix of the old h and the candidate. PyTorch's h_n is this line after the last row."),
             "h = z·h + (1 − z)·n", "h = z * h + (1 - z) * n"),
    ),
    mark("A GRU cell at one step: of {before} it keeps {keep:%} and writes {write:%} of {candidate}, so h "
         "is {after}"),
    mark("One line and one double valve: what z does not keep is written anew."),
)  # fmt: skip

RNN = Scene(
    (
        Line("inputs", 0, ((20, TOP), (359, TOP)), "hidden_before", "hidden_state"),
        Wire("inputs", 0, ((395, BOTTOM), (395, TOP + 19))),
        Line("side", 2, ((431, TOP), (700, TOP)), "hidden", "hidden_state"),
        Box("side", 1, 395, TOP, "candidate"),
        Label("inputs", 0, 20, 52, mark("<b>h</b> before<br>{hidden_before}"), "start"),
        Label("side", 1, 395, TOP, "<b>tanh</b>", boxed=True),
        Label("side", 1, 395, 28, mark("no valve: all of h<br>is written anew")),
        Label("side", 2, 700, 52, mark("the one line <b>h</b><br>{hidden}"), "end"),
        Label("inputs", 0, 410, BOTTOM - 10, mark("<b>x</b>, the row it reads"), "start"),
    ),
    (
        Part("inputs", "x, h", mark("what goes in: x, and h before"), "{hidden_before}", "truth",
             mark("The row of pixels x and the state h. The value is that of h."),
             "W x + U h + b", "a = W_x @ x + b_x + W_h @ h + b_h"),
        Part("side", "h", mark("hidden state h, the only line"), "{hidden}", "hidden_state",
             mark("Written anew at every step. PyTorch's h_n is this line after the last row."),
             "h = tanh(W x + U h + b)", "h = torch.tanh(a)"),
    ),
    mark("A plain RNN cell at one step: h was {hidden_before} and is written anew, {hidden}"),
    mark("One line and no valve: at every step all of h is written anew."),
)  # fmt: skip

SCENES = {"lstm": LSTM, "gru": GRU, "rnn": RNN}
