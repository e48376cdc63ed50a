// Steps of an LSTM: each vector of units passes all four gates in registers.

PEAX_KERNEL void lstm_forward(lstm_args const& given) {
  lstm_args const a = given; // a copy that stores cannot change stays in registers
  for (index row = 0; row < a.rows; ++row) {
    float* const gates = a.gates + row * 4 * a.units;
    float const* const sums = a.sums + row * 4 * a.units;
    for (index k = 0; k < a.units; k += lanes) {
      index const left = a.units - k, at = row * a.units + k;
      vec const i = sigmoid_of(fetch(gates + k, left) + fetch(sums + k, left));
      vec const o = sigmoid_of(fetch(gates + a.units + k, left) + fetch(sums + a.units + k, left));
      vec const f = sigmoid_of(fetch(gates + 2 * a.units + k, left) + fetch(sums + 2 * a.units + k, left));
      vec const g = tanh_of(fetch(gates + 3 * a.units + k, left) + fetch(sums + 3 * a.units + k, left));
      vec const c = f * fetch(a.before + at, left) + i * g;
      vec const shown = tanh_of(c);
      store_lanes(gates + k, i, left);
      store_lanes(gates + a.units + k, o, left);
      store_lanes(gates + 2 * a.units + k, f, left);
      store_lanes(gates + 3 * a.units + k, g, left);
      store_lanes(a.cells + at, c, left);
      store_lanes(a.shown + at, shown, left);
      store_lanes(a.state + at, o * shown, left);
    }
  }
}

PEAX_KERNEL void lstm_backward(lstm_args const& given) {
  lstm_args const a = given;
  for (index row = 0; row < a.rows; ++row) {
    float* const gates = a.gates + row * 4 * a.units;
    for (index k = 0; k < a.units; k += lanes) {
      index const left = a.units - k, at = row * a.units + k;
      vec const i = fetch(gates + k, left);
      vec const o = fetch(gates + a.units + k, left);
      vec const f = fetch(gates + 2 * a.units + k, left);
      vec const g = fetch(gates + 3 * a.units + k, left);
      vec const shown = fetch(a.shown + at, left);
      vec const d = fetch(a.dstate + at, left);
      vec const dc = fetch(a.dcells + at, left) + d * o * (1.0F - shown * shown);
      store_lanes(gates + k, dc * g * (i * (1.0F - i)), left);
      store_lanes(gates + a.units + k, d * shown * (o * (1.0F - o)), left);
      store_lanes(gates + 2 * a.units + k, dc * fetch(a.before + at, left) * (f * (1.0F - f)), left);
      store_lanes(gates + 3 * a.units + k, dc * i * (1.0F - g * g), left);
      store_lanes(a.dcells + at, dc * f, left);
    }
  }
}
