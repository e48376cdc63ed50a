// A program of somebody else's: it uses peax as installed, and what peax.pc and peaxConfig.cmake carry of the
// libraries below it: each call needs a flag or a library that comes with peax.
#include <peax/tensor/tensor.hpp>

#include <boost/hana.hpp>
#include <cblas.h>
#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <onnx/onnx_pb.h>
#include <tbb/parallel_for.h>
#include <xtensor/xarray.hpp>
#include <zip.h>
#include <zlib.h>

#include <atomic>
#include <cstddef>
#include <string>
#include <vector>

int main() {
  peax::tensor const t(peax::shape{1, 2}, std::vector<float>{3.0f, 4.0f});
  float squares = 0.0f;
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, 1, 1, 2, 1.0f, t.floats().data(), 2, t.floats().data(),
              2, 0.0f, &squares, 1);

  onnx::ModelProto model;
  model.set_ir_version(7);
  onnx::ModelProto again;
  bool const parsed = again.ParseFromString(model.SerializeAsString());

  std::atomic<int> sum = 0;
  tbb::parallel_for(1, 5, [&](int i) { sum += i; });

  xt::xarray<float> const pair{1.0f, 2.0f};
  zip_error_t no_error;
  zip_error_init(&no_error);
  bool const zip_is_quiet = std::string(zip_error_strerror(&no_error)) == "No error";
  zip_error_fini(&no_error);
  auto const json = nlohmann::json::parse(R"({"exits": 2})");

  bool const right = squares == 25.0f && parsed && again.ir_version() == 7 && sum == 10 && pair(1) == 2.0f &&
                     zip_is_quiet && crc32(0, nullptr, 0) == 0 && json["exits"] == 2 &&
                     boost::hana::int_c<2> + boost::hana::int_c<3> == boost::hana::int_c<5>;
  fmt::print("{} {}\n", t.dims().text(), right ? "right" : "wrong");
  return right ? 0 : 1;
}
