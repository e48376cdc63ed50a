// Pooling of a rectangle of pixels that see the same taps.

PEAX_KERNEL void max_pool(region_args const& a) {
  for (index row = 0; row < a.rows; ++row) {
    for (index col = 0; col < a.cols; ++col) {
      float const* const x = a.x + row * a.x_row + col * a.x_pixel;
      float* const y = a.y + row * a.y_row + col * a.y_pixel;
      for (index c = 0; c < a.channels; c += lanes) {
        index const left = a.channels - c;
        vec best = broadcast(-std::numeric_limits<float>::infinity());
        for (index r = 0; r < a.tap_rows; ++r) {
          for (index s = 0; s < a.tap_cols; ++s) {
            vec const v = fetch(x + c + r * a.tap_row + s * a.tap_col, left);
            best = select((v > best) | (v != v), v, best);
          }
        }
        store_lanes(y + c, best, left);
      }
    }
  }
}

// y (the gradient of the input) starts at the same place as x; the first tap that equals the maximum gets it
// all.
PEAX_KERNEL void max_pool_gradient(region_args const& a) {
  for (index row = 0; row < a.rows; ++row) {
    for (index col = 0; col < a.cols; ++col) {
      index const at = row * a.x_row + col * a.x_pixel;
      index const from = row * a.dy_row + col * a.dy_pixel;
      for (index c = 0; c < a.channels; c += lanes) {
        index const left = a.channels - c;
        vec const best = fetch(a.out + from + c, left);
        vec const gradient = fetch(a.dy + from + c, left);
        ivec open = ~ivec{};
        for (index r = 0; r < a.tap_rows; ++r) {
          for (index s = 0; s < a.tap_cols; ++s) {
            index const tap = at + c + r * a.tap_row + s * a.tap_col;
            ivec const here = (fetch(a.x + tap, left) == best) & open;
            open &= ~here;
            store_lanes(a.y + tap, fetch(a.y + tap, left) + select(here, gradient, vec{}), left);
          }
        }
      }
    }
  }
}

PEAX_KERNEL void average_pool(region_args const& a) {
  for (index row = 0; row < a.rows; ++row) {
    for (index col = 0; col < a.cols; ++col) {
      float const* const x = a.x + row * a.x_row + col * a.x_pixel;
      float* const y = a.y + row * a.y_row + col * a.y_pixel;
      for (index c = 0; c < a.channels; c += lanes) {
        index const left = a.channels - c;
        vec sum{};
        for (index r = 0; r < a.tap_rows; ++r) {
          for (index s = 0; s < a.tap_cols; ++s) sum += fetch(x + c + r * a.tap_row + s * a.tap_col, left);
        }
        store_lanes(y + c, sum * a.factor, left);
      }
    }
  }
}

PEAX_KERNEL void average_pool_gradient(region_args const& a) {
  for (index row = 0; row < a.rows; ++row) {
    for (index col = 0; col < a.cols; ++col) {
      float* const y = a.y + row * a.x_row + col * a.x_pixel;
      float const* const dy = a.dy + row * a.dy_row + col * a.dy_pixel;
      for (index c = 0; c < a.channels; c += lanes) {
        index const left = a.channels - c;
        vec const gradient = fetch(dy + c, left) * a.factor;
        for (index r = 0; r < a.tap_rows; ++r) {
          for (index s = 0; s < a.tap_cols; ++s) {
            float* const to = y + c + r * a.tap_row + s * a.tap_col;
            store_lanes(to, fetch(to, left) + gradient, left);
          }
        }
      }
    }
  }
}
