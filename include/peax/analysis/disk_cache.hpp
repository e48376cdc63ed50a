#pragma once
//! @file
//! Results that outlive the process: a flow that was killed resumes where it stopped.

#include <peax/analysis/session.hpp>
#include <peax/core/atomic_file.hpp>
#include <peax/core/error.hpp>
#include <peax/core/hash.hpp>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace peax {

//! A folder with one file for each result, named by its identity. Files appear whole or not at all. A file that is damaged
//! or not of this cache is told and left out: the result is made again and the file replaced.
class disk_cache final : public cache {
 public:
  using listener = std::function<void(std::string const&)>;

  //! Makes the folder when it is missing; throws io_error when it cannot be written.
  //! `tell` hears of files that cannot be used; without one, standard error does.
  explicit disk_cache(std::string folder, listener tell = {})
      : folder_(std::move(folder)), tell_(std::move(tell)) {
    std::error_code failed;
    std::filesystem::create_directories(folder_, failed);
    if (failed || !std::filesystem::is_directory(folder_, failed))
      throw io_error(folder_ + ": cannot be made a cache folder. Name a folder that you may write.");
    if (!tell_) tell_ = [](std::string const& text) { std::fprintf(stderr, "peax: %s\n", text.c_str()); };
  }

  //! The file that keeps a result.
  [[nodiscard]] std::string file_of(digest identity) const {
    return folder_ + "/" + identity.text() + ".peax";
  }

  bool read(digest identity, std::string_view what, std::function<void(std::istream&)> const& load) override {
    auto const file = file_of(identity);
    std::error_code absent;
    if (!std::filesystem::exists(file, absent)) return false;
    auto const unusable = [&](std::string const& why) {
      tell_(file + " cannot be used (" + why + "); " + std::string(what) + " is made again");
      return false;
    };
    std::ifstream opened(file, std::ios::binary);
    std::ostringstream content;
    if (!opened || !(content << opened.rdbuf())) return unusable("it cannot be read");
    std::string const all = std::move(content).str();
    std::string_view const payload = std::string_view(all).substr(std::min(all.size(), heading_length));
    if (all.size() < heading_length ||
        std::string_view(all).substr(0, heading_length) != heading(identity, payload))
      return unusable("it is damaged or not a file of this cache");
    std::istringstream stream{std::string(payload)};
    try {
      load(stream);
    } catch (std::exception const& e) {
      return unusable(e.what());
    }
    if (stream.fail()) return unusable("it ends too early");
    return true;
  }

  //! A folder that is full or read-only costs the cache, not the result: it is told, and the work goes on.
  void write(digest identity, std::string_view what,
             std::function<void(std::ostream&)> const& save) override {
    std::ostringstream stream;
    save(stream);
    std::string const payload = std::move(stream).str();
    try {
      atomic_file file(file_of(identity));
      file.write(heading(identity, payload));
      file.write(payload);
      file.commit();
    } catch (io_error const& e) {
      tell_(std::string(what) + " is not kept for later runs: " + e.what());
    }
  }

 private:
  static constexpr std::string_view magic = "peax cache 1\n";
  static constexpr std::size_t heading_length = magic.size() + 33 + 33;

  static std::string heading(digest identity, std::string_view payload) {
    return std::string(magic) + identity.text() + "\n" + hasher()(payload).finish().text() + "\n";
  }

  std::string folder_;
  listener tell_;
};

} // namespace peax
