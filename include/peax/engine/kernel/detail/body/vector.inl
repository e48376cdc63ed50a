// Vectors of the instruction set's width: whole and partial loads and stores, comparison helpers, exp.

inline constexpr int lanes = PEAX_KERNEL_LANES;

typedef float vec __attribute__((vector_size(lanes * 4)));
typedef float loose_vec __attribute__((vector_size(lanes * 4), aligned(4), may_alias));
typedef std::int32_t ivec __attribute__((vector_size(lanes * 4)));

PEAX_KERNEL_INLINE vec load(float const* p) { return *reinterpret_cast<loose_vec const*>(p); }
PEAX_KERNEL_INLINE void put(float* p, vec v) { *reinterpret_cast<loose_vec*>(p) = v; }
PEAX_KERNEL_INLINE vec broadcast(float a) { return a - vec{}; }

// The first `count` lanes, 1 <= count <= lanes.
#if PEAX_KERNEL_SET == 2
using part = __mmask16;
PEAX_KERNEL_INLINE part first_lanes(index count) { return static_cast<part>((1U << count) - 1U); }
PEAX_KERNEL_INLINE vec load(float const* p, part m) { return vec(_mm512_maskz_loadu_ps(m, p)); }
PEAX_KERNEL_INLINE void put(float* p, vec v, part m) { _mm512_mask_storeu_ps(p, m, __m512(v)); }
#elif PEAX_KERNEL_SET == 1
using part = ivec;
PEAX_KERNEL_INLINE part first_lanes(index count) {
  return ivec{0, 1, 2, 3, 4, 5, 6, 7} < static_cast<std::int32_t>(count);
}
PEAX_KERNEL_INLINE vec load(float const* p, part const& m) {
  return vec(_mm256_maskload_ps(p, reinterpret_cast<__m256i const&>(m)));
}
PEAX_KERNEL_INLINE void put(float* p, vec v, part const& m) {
  _mm256_maskstore_ps(p, reinterpret_cast<__m256i const&>(m), __m256(v));
}
#else
using part = index;
PEAX_KERNEL_INLINE part first_lanes(index count) { return count; }
PEAX_KERNEL_INLINE vec load(float const* p, part m) {
  vec v{};
  for (index i = 0; i < m; ++i) v[i] = p[i];
  return v;
}
PEAX_KERNEL_INLINE void put(float* p, vec v, part m) {
  for (index i = 0; i < m; ++i) p[i] = v[i];
}
#endif

// A whole vector, or the lanes of the part.
template <bool Whole> PEAX_KERNEL_INLINE vec take(float const* p, part const& m) {
  return Whole ? load(p) : load(p, m);
}

// Lanes that compare false (NaN among them) keep v.
PEAX_KERNEL_INLINE vec clamp(vec v, vec low, vec high) {
  v = low > v ? low : v;
  return high < v ? high : v;
}
PEAX_KERNEL_INLINE vec select(ivec mask, vec yes, vec no) { return mask ? yes : no; }
PEAX_KERNEL_INLINE vec as_float(ivec v) { return reinterpret_cast<vec>(v); }

PEAX_KERNEL_INLINE vec square_root(vec v) {
#if PEAX_KERNEL_SET == 2
  return vec(_mm512_sqrt_ps(__m512(v)));
#elif PEAX_KERNEL_SET == 1
  return vec(_mm256_sqrt_ps(__m256(v)));
#else
  PEAX_UNROLL
  for (int i = 0; i < lanes; ++i) v[i] = std::sqrt(v[i]);
  return v;
#endif
}

PEAX_KERNEL_INLINE float sum_lanes(vec v) {
  float s = 0;
  PEAX_UNROLL
  for (int i = 0; i < lanes; ++i) s += v[i];
  return s;
}

// As many lanes as are left, at most a whole vector.
PEAX_KERNEL_INLINE vec fetch(float const* p, index left) {
  return left >= lanes ? load(p) : load(p, first_lanes(left));
}
PEAX_KERNEL_INLINE void store_lanes(float* p, vec v, index left) {
  if (left >= lanes) {
    put(p, v);
  } else {
    put(p, v, first_lanes(left));
  }
}

// exp: x = n ln 2 + r, |r| <= ln 2 / 2, a polynomial of degree 7 (Taylor's, error below 2^-26), two exact
// scalings.
PEAX_KERNEL_INLINE vec exp(vec x) {
  vec const magic = broadcast(12582912.0F); // 1.5 * 2^23: adding it rounds to an integer
  vec const c = clamp(x, broadcast(-104.0F), broadcast(89.0F));
  vec const n = (c * 1.44269504F + magic) - magic;
  vec r = c - n * 0.693359375F;
  r = r + n * 2.12194440e-4F;
  vec p = broadcast(1.9841270e-4F);
  p = p * r + 1.3888889e-3F;
  p = p * r + 8.3333333e-3F;
  p = p * r + 4.1666667e-2F;
  p = p * r + 1.6666667e-1F;
  p = p * r + 0.5F;
  p = p * r + 1.0F;
  p = p * r + 1.0F;
  ivec const k = __builtin_convertvector(select(n == n, n, vec{}), ivec);
  ivec const half = k >> 1;
  return p * as_float((half + 127) << 23) * as_float((k - half + 127) << 23);
}
