#!/usr/bin/env python3
"""Writes features.npz: spectrogram, log-mel bands and MFCC of a short sound by NumPy, as docs/reference/data.md defines them."""
import pathlib

import numpy as np

RATE, WINDOW, HOP, FFT, BANDS, COEFFICIENTS, LOW, HIGH, FLOOR = 8000, 200, 80, 256, 20, 10, 60.0, 3900.0, 1e-6

t = np.arange(760) / RATE
x = (0.5 * np.sin(2 * np.pi * 440 * t) + 0.2 * np.sin(2 * np.pi * 1870 * t * (1 + t))
     + 0.05 * np.random.default_rng(5).standard_normal(t.size)).astype(np.float32)

frames = np.lib.stride_tricks.sliding_window_view(x.astype(np.float64), WINDOW)[::HOP]
hann = np.hanning(WINDOW + 1)[:-1]  # the periodic one
power = np.abs(np.fft.rfft(frames * hann, FFT)) ** 2

mel = np.linspace(2595 * np.log10(1 + LOW / 700), 2595 * np.log10(1 + HIGH / 700), BANDS + 2)
corners = 700 * (10 ** (mel / 2595) - 1)
bins = np.fft.rfftfreq(FFT, 1 / RATE)
bank = np.array([np.interp(bins, corners[b:b + 3], [0, 1, 0], left=0, right=0) for b in range(BANDS)])
log_mel = np.log(power @ bank.T + FLOOR)

angles = np.pi * np.outer(np.arange(COEFFICIENTS), np.arange(BANDS) + 0.5) / BANDS
scales = np.where(np.arange(COEFFICIENTS) == 0, np.sqrt(1 / BANDS), np.sqrt(2 / BANDS))
mfcc = log_mel @ (scales[:, None] * np.cos(angles)).T

np.savez_compressed(pathlib.Path(__file__).with_name("features.npz"), x=x, spectrogram=np.log(power + FLOOR).astype(np.float64),
                    log_mel=log_mel, mfcc=mfcc)
