#pragma once
//! @file
//! The bodies of canonical.hpp.

#include <peax/rule/apply.hpp>
#include <peax/rule/canonical.hpp>
#include <peax/rule/canonical_rules.hpp>
#include <peax/rule/fold_batch_normalization.hpp>

namespace peax::rule {

PEAX_INLINE network canonical(network const& n) { return apply(canonical_rules, n).result; }

PEAX_INLINE network training_form(network const& n) { return apply(training_form_rules, n).result; }

PEAX_INLINE network inference_form(network const& n) {
  return apply(canonical_rules + rules{fold_batch_normalization{}}, n).result;
}

} // namespace peax::rule
