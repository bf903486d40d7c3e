"""See how recurrent networks remember: a digit reader, a wave forecaster, a lesson on the LSTM's memory."""

__version__ = "0.1.0"
