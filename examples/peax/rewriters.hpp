#pragma once
//! @file
//! The rewriters that --rewrite may name: one list of types. What each needs and gives is computed from its signature, its keys from
//! its settings.

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

#include <string>
#include <vector>

namespace command {

//! In the order in which messages list them.
using rewriters = peax::registry<peax::rewrite::confidence_exits, peax::rewrite::right_sizing,
                                 peax::rewrite::separable_convolutions, peax::rewrite::temporal_exits,
                                 peax::rewrite::feature_map_termination, peax::rewrite::slimming>;

//! Names and keys of all, in their order.
[[nodiscard]] std::vector<known_rewriter> known_rewriters();
//! The rewriters as `peax optimize --help` lists them: keys, the options that each needs, and whether another may follow.
[[nodiscard]] std::string help_of_rewriters();
//! What the signature of the rewriter with that name says.
[[nodiscard]] peax::pass_facts facts_of(std::string const& name);
//! What --rewrite may say of each, for people.
[[nodiscard]] std::string help_of_rewriters();
//! The rewriter with its settings, and with exits as its `branch` key wants them.
[[nodiscard]] peax::any_rewriter ordered_rewriter(order const& o);

} // namespace command
