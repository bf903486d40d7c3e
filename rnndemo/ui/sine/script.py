"""The tutorial's script: what each line makes, and where its picture stands on the page."""

import streamlit as st

from rnndemo.language import mark, say
from rnndemo.sine.forecaster import TUTORIAL

SCRIPT = """\
wave = torch.sin(torch.linspace(0, 10, 100))            # 1
train, test = wave[:67], wave[67 - 10:]                 # 2
rnn, head = nn.RNN(1, 32), nn.Linear(32, 1)             # 3
optimizer = torch.optim.Adam([*rnn.parameters(), *head.parameters()], lr=0.01)

def answer(window):
    states, _ = rnn(window.view(1, -1, 1))              # 4
    return head(states).view(-1)                        # 5

for epoch in range(150):
    for t in range(len(train) - 10):                    # 6
        loss = (answer(train[t:t + 10]) - train[t + 10]).square().mean()  # 7
        optimizer.zero_grad(); loss.backward(); optimizer.step()

losses = [(answer(test[t:t + 10]) - test[t + 10]).square().mean() for t in range(33)]  # 8
"""

LINES = mark("""\
| Line | What it makes | Shape | Its picture |
|---|---|---|---|
| 1 | the wave | ({N},) | the chart *measured* |
| 2 | training and test part | (67,), (43,) | the upright line in the chart; the test looks {W} values back |
| 3 | the network | 1 → {H} → 1 | |
| 4 | one window, as time, batch, feature | (1, {W}, 1): **1** step of a batch of {W} | *Hidden state* |
| 5 | the answers | ({W},): one for each value | |
| 6 | one window after the other, in order | {W} values | the band *window* in the small chart |
| 7 | {W} answers against one target | ({W},) − () | *Loss* |
| 8 | the loss of each test window | (33,) | *By window* |

`nn.RNN` reads time first. In line 4 time is 1 and the {W} values are a batch, so none is read after another.
`window.view(-1, 1, 1)` and the last answer alone would be right. Line 6 makes one update for each window, in
the order of time: the second mistake.
""")


def panel() -> None:
    """Draw the script beside what its lines make."""
    st.markdown(say("The tutorial's recipe in few lines. **Its shape mistake** trains exactly this."))
    code, table = st.columns(2)
    code.code(SCRIPT, language="python", wrap_lines=True)
    table.markdown(say(LINES, W=TUTORIAL.window, H=TUTORIAL.hidden_size, N=TUTORIAL.points))
