// Steps of optimizers over flat parameters.

PEAX_KERNEL void adam(adam_args const& given) {
  adam_args const a = given; // a copy that stores cannot change stays in registers
  for (index i = 0; i < a.size; i += lanes) {
    index const left = a.size - i;
    vec const w = fetch(a.parameters + i, left) * a.kept;
    vec const slope = fetch(a.gradients + i, left) + a.decay * w;
    vec const m = a.beta1 * fetch(a.mean + i, left) + a.rest1 * slope;
    vec const s = a.beta2 * fetch(a.square + i, left) + a.rest2 * (slope * slope);
    store_lanes(a.mean + i, m, left);
    store_lanes(a.square + i, s, left);
    store_lanes(a.parameters + i, w - a.rate * (m / (square_root(s) * a.correction + a.epsilon)), left);
  }
}
