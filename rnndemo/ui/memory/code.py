"""The PyTorch behind each picture of the memory lesson; every snippet runs as it stands."""

SNIPPETS = {
    "order": """\
import torch

lstm = torch.nn.LSTM(28, 64, batch_first=True)
readout = torch.nn.Linear(64, 10)
image = torch.rand(1, 28, 28)                    # one image: 28 steps of 28 inputs
shuffled = image[:, torch.randperm(28)]

recurrent = readout(lstm(image)[0][:, -1])       # depends on the order of the rows
rows = image[0].unsqueeze(1)                     # 28 sequences of one row: nothing to remember
order_blind = readout(lstm(rows)[0][:, -1]).mean(dim=0)  # the same for any order
""",
    "unrolled": """\
import torch

rnn = torch.nn.RNN(17, 3, batch_first=True)      # 17 words in, 3 units of memory
W, U, b_x, b_h = rnn.all_weights[0]
x = torch.rand(1, 5, 17)

S = torch.zeros(3)                               # the state starts at zero for every sequence
for x_t in x[0]:                                 # the same W, U and b at each step
    S = torch.tanh(W @ x_t + b_x + U @ S + b_h)
assert torch.allclose(S, rnn(x)[0][0, -1], atol=1e-6)
""",
    "forms": """\
import torch

gru = torch.nn.GRU(1, 32, batch_first=True)
readout = torch.nn.Linear(32, 1)
x = torch.rand(1, 28, 1)

outputs, last = gru(x)
many_to_one = readout(outputs[:, -1])            # one answer after the last step
many_to_many = readout(outputs)                  # one answer after each step

one_input = torch.zeros(1, 40, 1)
one_input[:, 0] = 0.5                            # one value, then silence
one_to_many = readout(gru(one_input)[0])
""",
    "story": """\
import torch

lstm = torch.nn.LSTM(17, 32, batch_first=True)
b = 5.0                                          # gates start almost closed
with torch.no_grad():                            # torch keeps the gates in the order i, f, g, o
    lstm.bias_ih_l0[0:32] = -b                   # pencil: sigmoid(-5) = 0.007
    lstm.bias_ih_l0[32:64] = b                   # eraser: sigmoid(5) = 0.993 is kept
    lstm.bias_hh_l0[0:64] = 0.0                  # torch adds two biases; leave one at zero
""",
    "why": """\
import torch

cell = torch.nn.RNNCell(17, 32)
x = torch.rand(100, 1, 17)
states = [torch.zeros(1, 32, requires_grad=True)]
for x_t in x:
    states.append(cell(x_t, states[-1]))

# how far does the last state feel a change of an earlier one? (row 0 of the Jacobian)
slopes = torch.autograd.grad(states[-1][0, 0], states)
print([float(slope.norm()) for slope in slopes])
""",
    "diary": """\
import torch

W = torch.rand(4, 8)                             # i, f, g, o in that order, for one unit
x_and_h = torch.rand(8)
c = torch.zeros(1)

i, f, g, o = (W @ x_and_h).chunk(4)
i, f, o = torch.sigmoid(i), torch.sigmoid(f), torch.sigmoid(o)
g = torch.tanh(g)
c = f * c + i * g                                # keep what the eraser spares, add what the pencil writes
h = o * torch.tanh(c)                            # read aloud
""",
    "surgery": """\
import torch

cell = torch.nn.LSTMCell(28, 64)
h = c = torch.zeros(1, 64)
for row, x_t in enumerate(torch.rand(28, 1, 28)):
    h, c = cell(x_t, (h, c))
    if row == 12:
        c = torch.zeros_like(c)                  # the diary is burnt after row 12
""",
    "gru": """\
import torch

gru, lstm = (layer(28, 64, batch_first=True) for layer in (torch.nn.GRU, torch.nn.LSTM))
count = lambda layer: sum(weight.numel() for weight in layer.parameters())
assert count(gru) / count(lstm) == 3 / 4         # three blocks of weights instead of four

r, z, n = torch.rand(3, 64)                      # reset, update, candidate
h = torch.zeros(64)
h = (1 - z) * n + z * h                          # z keeps; what it does not keep is written anew
""",
}
