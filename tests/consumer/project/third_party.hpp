#pragma once
// What the package files carry of the libraries below peax: each call needs a flag or a library that comes with peax.
#include <boost/hana.hpp>
#include <cblas.h>
#include <flatbuffers/flatbuffers.h>
#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <onnx/onnx_pb.h>
#include <png.h>
#include <tbb/parallel_for.h>
#include <xtensor/xarray.hpp>
#include <xxhash.h>
#include <zip.h>
#include <zlib.h>

#include <atomic>
#include <string>

// libjpeg wants the types of <cstdio> before it.
// clang-format off
#include <cstdio>
#include <jpeglib.h>
// clang-format on

namespace third_party {

inline bool works() {
  float const pair[] = {3.0f, 4.0f};
  float squares = 0.0f;
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, 1, 1, 2, 1.0f, pair, 2, pair, 2, 0.0f, &squares, 1);

  onnx::ModelProto model;
  model.set_ir_version(7);
  onnx::ModelProto again;
  bool const parsed = again.ParseFromString(model.SerializeAsString());

  std::atomic<int> sum = 0;
  tbb::parallel_for(1, 5, [&](int i) { sum += i; });

  xt::xarray<float> const numbers{1.0f, 2.0f};
  zip_error_t no_error;
  zip_error_init(&no_error);
  bool const zip_is_quiet = std::string(zip_error_strerror(&no_error)) == "No error";
  zip_error_fini(&no_error);
  auto const json = nlohmann::json::parse(R"({"exits": 2})");

  jpeg_error_mgr jpeg_errors{};
  flatbuffers::FlatBufferBuilder flat;
  flat.Finish(flat.CreateString("exits"), "TEST");

  return squares == 25.0f && flatbuffers::BufferHasIdentifier(flat.GetBufferPointer(), "TEST") && parsed &&
         again.ir_version() == 7 && sum == 10 && numbers(1) == 2.0f && zip_is_quiet &&
         crc32(0, nullptr, 0) == 0 && png_access_version_number() >= 10600 &&
         jpeg_std_error(&jpeg_errors) == &jpeg_errors && XXH_versionNumber() >= 800 && json["exits"] == 2 &&
         fmt::format("{}", 5) == "5" &&
         boost::hana::int_c<2> + boost::hana::int_c<3> == boost::hana::int_c<5>;
}

} // namespace third_party
