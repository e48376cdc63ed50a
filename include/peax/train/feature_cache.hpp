#pragma once
//! @file
//! Feature maps of a whole data set, kept in memory or, when they are many, in a temporary file.

#include <peax/core/error.hpp>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::training {

//! Where feature maps may be kept.
struct cache_options {
  std::size_t memory = std::size_t{1} << 30; //!< bytes; more goes to a file
  std::filesystem::path folder = {}; //!< of the file; without one, feature maps beyond `memory` are not kept
};

//! Rows of floats for N samples, one block [N, width] for each feature map. The file is unlinked when it is made, so that
//! nothing of it stays whatever happens.
class feature_cache {
 public:
  feature_cache() = default;
  //! Throws io_error when the file cannot be made or the disk is full.
  feature_cache(std::vector<std::size_t> widths, std::size_t samples, cache_options const& options)
      : widths_(std::move(widths)), samples_(samples) {
    std::size_t floats = 0;
    for (auto w : widths_) starts_.push_back(floats), floats += w * samples;
    std::size_t const bytes = floats * sizeof(float);
    if (bytes <= options.memory) {
      memory_ = std::shared_ptr<float[]>(new float[floats]);
      return;
    }
    in_file_ = true;
    memory_ = mapped(bytes, options.folder);
  }

  //! Whether so many bytes may be kept at all.
  [[nodiscard]] static bool holds(std::size_t bytes, cache_options const& options) {
    return bytes <= options.memory || !options.folder.empty();
  }

  [[nodiscard]] std::size_t maps() const { return widths_.size(); }
  [[nodiscard]] std::size_t samples() const { return samples_; }
  [[nodiscard]] std::size_t width(std::size_t map) const { return widths_[map]; }
  [[nodiscard]] bool in_file() const { return in_file_; }
  //! [samples, width] of a feature map.
  [[nodiscard]] std::span<float> rows(std::size_t map) const {
    return {memory_.get() + starts_[map], widths_[map] * samples_};
  }

 private:
  static std::shared_ptr<float[]> mapped(std::size_t bytes, std::filesystem::path const& folder) {
    std::string name = (folder / "peax-features-XXXXXX").string();
    int const file = ::mkstemp(name.data());
    if (file < 0)
      throw io_error(folder.string() +
                     ": no temporary file for feature maps can be made there: " + std::strerror(errno));
    ::unlink(name.c_str());
    int failed = ::posix_fallocate(file, 0, static_cast<off_t>(bytes));
    void* const at =
        failed != 0 ? MAP_FAILED : ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (failed == 0 && at == MAP_FAILED) failed = errno;
    ::close(file);
    if (failed != 0)
      throw io_error(folder.string() + ": " + std::to_string(bytes) + " bytes of feature maps do not fit: " +
                     std::strerror(failed) + "; give a folder with more space");
    return std::shared_ptr<float[]>(static_cast<float*>(at), [bytes](float* p) { ::munmap(p, bytes); });
  }

  std::vector<std::size_t> widths_, starts_;
  std::size_t samples_ = 0;
  bool in_file_ = false;
  std::shared_ptr<float[]> memory_;
};

} // namespace peax::training
