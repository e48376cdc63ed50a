// The bodies of gz.hpp.
#include <peax/data/gz.hpp>

#include <fmt/core.h>
#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <new>
#include <span>
#include <string>

namespace peax::data {

PEAX_INLINE std::size_t gz_stream::step(std::span<std::byte> into) {
  constexpr std::size_t most = std::size_t{1} << 30;
  auto const in = std::min(packed_.size - at_, most), out = std::min(into.size(), most);
  state_.next_in = const_cast<Bytef*>(reinterpret_cast<Bytef const*>(packed_.first.get() + at_));
  state_.avail_in = static_cast<uInt>(in);
  state_.next_out = reinterpret_cast<Bytef*>(into.data());
  state_.avail_out = static_cast<uInt>(out);
  int const result = ::inflate(&state_, Z_NO_FLUSH);
  at_ += in - state_.avail_in;
  if (result == Z_STREAM_END)
    next_member();
  else if (result == Z_BUF_ERROR && at_ == packed_.size)
    throw bad_input(name_ + ": the gzip file is cut off; fetch or write it again");
  else if (result == Z_MEM_ERROR)
    throw std::bad_alloc();
  else if (result != Z_OK)
    throw bad_input(fmt::format("{}: the gzip file is damaged{}; fetch or write it again", name_,
                                (state_.msg ? std::string(" (") + state_.msg + ")" : "")));
  return out - state_.avail_out;
}

PEAX_INLINE void gz_stream::next_member() {
  auto const rest = packed_.view().subspan(at_);
  if (std::all_of(rest.begin(), rest.end(), [](std::byte b) { return b == std::byte{0}; })) {
    done_ = true; // padding of tapes and blocks, as gzip itself ignores it
    return;
  }
  if (rest.size() < 2 || rest[0] != std::byte{0x1f} || rest[1] != std::byte{0x8b})
    throw bad_input(fmt::format("{}: there are {} bytes behind the gzip content; fetch or write it again",
                                name_, rest.size()));
  ::inflateReset(&state_);
}

} // namespace peax::data
