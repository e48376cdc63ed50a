#pragma once
//! @file
//! All that a solution has beside its network, whatever the kind of the network.

#include <peax/data/scaling.hpp>
#include <peax/meta/record.hpp>
#include <peax/solution/any_decision.hpp>
#include <peax/solution/exit_outputs.hpp>
#include <peax/solution/exits.hpp>
#include <peax/solution/figures.hpp>

#include <string>
#include <vector>

namespace peax::result {

//! What is needed to run a rewritten network, to judge it and to save it. `solution<Kind>` adds the network.
struct record {
  std::vector<exit_record> exits; //!< in running order; as many as the network has outputs
  any_decision decision;          //!< by which a sample leaves early
  std::vector<float> thresholds;  //!< of the early exits, in running order
  output_form outputs_are = output_form::probabilities; //!< of the early exits
  std::string data_type = "float32"; //!< of deployment, in which memory, latency and energy are counted
  data::scaling scaling; //!< what made inputs of the values of the data: a deployment does the same
  std::vector<mapping_record> mapping;
  figures measured;
  std::string judged_by = "accuracy"; //!< the score, as `scoring::parse_score` reads it
  std::string note; //!< what a reader should know: what a certificate rests on, that weights were tuned
  std::string
      made_by; //!< the rewriters that made it, in their order, where a run tries several ways; else empty
  std::string chosen_because; //!< of the chosen one: the rule that was applied, in words
  std::vector<double> leaving_seconds,
      leaving_joules; //!< latency and energy of a sample by the exit where it leaves; empty without a platform
};

} // namespace peax::result

PEAX_RECORD(peax::result::record, exits, decision, thresholds, outputs_are, data_type, scaling, mapping,
            measured, judged_by, note, made_by, chosen_because, leaving_seconds, leaving_joules);
