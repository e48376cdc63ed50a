// What rewrite/ has that is compiled once and uses xtensor-blas, which takes seconds: alone, beside the other rewriters.

#include <peax/rewrite/separable/separable_moments.ipp>
#include <peax/rewrite/separable/separable_split.ipp>
