// Beside <cblas.h>, whose declarations peax does without.
#include <peax/engine/blas.hpp>

#include <cblas.h>
#include <doctest/doctest.h>

#include <thread>

using peax::engine::one_blas_thread;

TEST_CASE(
    "OpenBLAS runs on one thread while a guard lives, and on as many as before when the last one ends") {
  int const before = openblas_get_num_threads();
  openblas_set_num_threads(2);
  int const two = openblas_get_num_threads(); // 1 where OpenBLAS is built without threads
  {
    one_blas_thread const outer;
    CHECK(openblas_get_num_threads() == 1);
    std::thread([] { one_blas_thread const inner; }).join();
    CHECK(openblas_get_num_threads() == 1);
  }
  CHECK(openblas_get_num_threads() == two);
  openblas_set_num_threads(before);
}

TEST_CASE("a product of matrices is that of cblas in each of its four forms") {
  float const a[6] = {1, 2, 3, 4, 5, 6}, b[6] = {1, -1, 2, 0.5F, 3, -2};
  for (bool const ta : {false, true})
    for (bool const tb : {false, true}) {
      float mine[4], cblas[4];
      peax::engine::multiply(ta, tb, 2, 2, 3, 0.5F, a, b, mine);
      cblas_sgemm(CblasRowMajor, ta ? CblasTrans : CblasNoTrans, tb ? CblasTrans : CblasNoTrans, 2, 2, 3,
                  0.5F, a, ta ? 2 : 3, b, tb ? 3 : 2, 0.0F, cblas, 2);
      for (int i = 0; i < 4; ++i) CHECK(mine[i] == cblas[i]);
    }
}
