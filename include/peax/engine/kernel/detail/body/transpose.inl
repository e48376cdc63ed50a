// out[c][r] = in[r][c]: blocks of 8 x 8 in registers, the rim by element.

typedef float eight __attribute__((vector_size(32)));
typedef float loose_eight __attribute__((vector_size(32), aligned(4), may_alias));
#if PEAX_KERNEL_SET > 0
PEAX_KERNEL_INLINE void transpose_block(float const* in, index in_step, float* out, index out_step) {
  eight a[8];
  eight b[8];
  PEAX_UNROLL
  for (int i = 0; i < 8; ++i) a[i] = *reinterpret_cast<loose_eight const*>(in + i * in_step);
  PEAX_UNROLL
  for (int i = 0; i < 4; ++i) {
    b[2 * i] = __builtin_shufflevector(a[2 * i], a[2 * i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    b[2 * i + 1] = __builtin_shufflevector(a[2 * i], a[2 * i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  PEAX_UNROLL
  for (int i = 0; i < 2; ++i) {
    a[4 * i] = __builtin_shufflevector(b[4 * i], b[4 * i + 2], 0, 1, 8, 9, 4, 5, 12, 13);
    a[4 * i + 1] = __builtin_shufflevector(b[4 * i], b[4 * i + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    a[4 * i + 2] = __builtin_shufflevector(b[4 * i + 1], b[4 * i + 3], 0, 1, 8, 9, 4, 5, 12, 13);
    a[4 * i + 3] = __builtin_shufflevector(b[4 * i + 1], b[4 * i + 3], 2, 3, 10, 11, 6, 7, 14, 15);
  }
  PEAX_UNROLL
  for (int i = 0; i < 4; ++i) {
    *reinterpret_cast<loose_eight*>(out + i * out_step) =
        __builtin_shufflevector(a[i], a[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    *reinterpret_cast<loose_eight*>(out + (i + 4) * out_step) =
        __builtin_shufflevector(a[i], a[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}
#else
PEAX_KERNEL_INLINE void transpose_block(float const* in, index in_step, float* out, index out_step) {
  for (index i = 0; i < 8; ++i) {
    for (index k = 0; k < 8; ++k) out[i * out_step + k] = in[k * in_step + i];
  }
}
#endif

PEAX_KERNEL void transpose(float const* in, index rows, index columns, float* out) {
  index const whole_rows = rows / 8 * 8;
  index const whole_columns = columns / 8 * 8;
  for (index r = 0; r < whole_rows; r += 8) {
    for (index c = 0; c < whole_columns; c += 8) {
      transpose_block(in + r * columns + c, columns, out + c * rows + r, rows);
    }
  }
  for (index r = 0; r < rows; ++r) {
    for (index c = r < whole_rows ? whole_columns : 0; c < columns; ++c)
      out[c * rows + r] = in[r * columns + c];
  }
}
