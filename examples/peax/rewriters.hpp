#pragma once
//! @file
//! The rewriters that --rewrite may name: one list of types. What each needs and gives is computed from its signature; beside the
//! type stands only what the command line says of it.

#include "optimize_job.hpp"
#include "rewriter_spec.hpp"
#include <peax/analysis/any_rewriter.hpp>
#include <peax/analysis/registry.hpp>
#include <peax/report/early_exits.hpp>
#include <peax/rewrite/confidence_exits.hpp>
#include <peax/rewrite/feature_map_termination.hpp>
#include <peax/rewrite/right_sizing.hpp>
#include <peax/rewrite/separable_convolutions.hpp>
#include <peax/rewrite/slimming.hpp>
#include <peax/rewrite/temporal_exits.hpp>
#include <peax/score/score.hpp>

#include <string>
#include <vector>

namespace command {

//! In the order in which messages list them.
using rewriters = peax::registry<peax::rewrite::confidence_exits, peax::rewrite::right_sizing,
                                 peax::rewrite::separable_convolutions, peax::rewrite::temporal_exits,
                                 peax::rewrite::feature_map_termination, peax::rewrite::slimming>;

//! What the command line says of a rewriter: its keys, and its settings as ordered.
template <class W> struct offered {
  static std::vector<rewriter_key> keys();
  static W ordered(order const& o);
};

template <> std::vector<rewriter_key> offered<peax::rewrite::confidence_exits>::keys();
template <> peax::rewrite::confidence_exits offered<peax::rewrite::confidence_exits>::ordered(order const& o);
template <> std::vector<rewriter_key> offered<peax::rewrite::right_sizing>::keys();
template <> peax::rewrite::right_sizing offered<peax::rewrite::right_sizing>::ordered(order const& o);
template <> std::vector<rewriter_key> offered<peax::rewrite::separable_convolutions>::keys();
template <>
peax::rewrite::separable_convolutions offered<peax::rewrite::separable_convolutions>::ordered(order const& o);
template <> std::vector<rewriter_key> offered<peax::rewrite::slimming>::keys();
template <> peax::rewrite::slimming offered<peax::rewrite::slimming>::ordered(order const& o);
template <> std::vector<rewriter_key> offered<peax::rewrite::temporal_exits>::keys();
template <> peax::rewrite::temporal_exits offered<peax::rewrite::temporal_exits>::ordered(order const& o);
template <> std::vector<rewriter_key> offered<peax::rewrite::feature_map_termination>::keys();
template <>
peax::rewrite::feature_map_termination
offered<peax::rewrite::feature_map_termination>::ordered(order const& o);

//! Names and keys of all, in their order.
[[nodiscard]] std::vector<known_rewriter> known_rewriters();
//! The rewriters as `peax optimize --help` lists them: keys, the options that each needs, and whether another may follow.
[[nodiscard]] std::string help_of_rewriters();
//! What the signature of the rewriter with that name says.
[[nodiscard]] peax::pass_facts facts_of(std::string const& name);
//! The rewriter with its settings, and with exits as its `branch` key wants them.
[[nodiscard]] peax::any_rewriter ordered_rewriter(order const& o);

//! Keys that several rewriters have.
[[nodiscard]] inline rewriter_key branch_key() { return {"branch", {"auto", "pool", "grid", "conv"}}; }
[[nodiscard]] inline rewriter_key type_key() { return {"type", {"float32", "float16", "int8", "int4"}}; }

//! A score that counts classes alike is learned with rare classes weighed up.
[[nodiscard]] inline double class_weight_power(order const& o) {
  return o.of.keep.score.kind == peax::scoring::score_kind::accuracy ? 0 : 0.5;
}

} // namespace command
