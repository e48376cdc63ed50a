#pragma once
//! @file
//! The choice among whole networks that a limit of the loss allows.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/data/data_set.hpp>
#include <peax/score/score.hpp>
#include <peax/search/limit/limit.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace peax::rewrite {

//! What a network that may be chosen answers, and what is minimized.
struct answering_network {
  std::span<std::int32_t const> answers; //!< [samples]
  double price;
};

//! The number of the network chosen, or why there is none.
struct network_choice {
  std::optional<std::size_t> index;
  refusal reason;      //!< `why` is empty when the limit refuses all for no reason of its own
  std::string note;    //!< what a certificate rests on
  std::string units;   //!< what a margin or a certificate counts: "1500 samples"
  std::string because; //!< the rule by which it was chosen, in words
};

//! The network with the least price that keeps the loss against the original's answers within the limit, in the strength
//! that it has, and that the original, with its own price, does not beat. Prices are not negative; a certificate tries networks
//! at even steps of the price, from the most costly down.
[[nodiscard]] PEAX_INLINE network_choice limited_choice(std::span<answering_network const> networks,
                                                        std::span<std::int32_t const> original,
                                                        double price_of_original, data::data_set const& judge,
                                                        search::loss_limit const& limit,
                                                        scoring::score const& by, std::uint64_t seed,
                                                        bool sample_units = false);

//! The loss of answers as a limit counts it: with a margin, its standard errors added.
[[nodiscard]] PEAX_INLINE double counted_loss(std::span<std::int32_t const> answers,
                                              std::span<std::int32_t const> original,
                                              data::data_set const& judge, search::loss_limit const& limit,
                                              scoring::score const& by, std::uint64_t seed,
                                              bool sample_units = false);

} // namespace peax::rewrite

#ifndef PEAX_COMPILED
#include <peax/rewrite/front/limited_choice.ipp>
#endif
