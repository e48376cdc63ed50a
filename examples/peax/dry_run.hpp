#pragma once
//! @file
//! --dry-run: what would be made, what of it is there already, and about how long it takes.

#include "foreseen.hpp"
#include "optimize_flow.hpp"
#include "optimize_job.hpp"
#include <peax/graph/network.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace command {

//! What a forward run takes of a step of training, whose backward run takes about twice as long.
inline constexpr double forward_share = 1.0 / 3;

//! Seconds that a sample takes in a step of training, measured on a few; nothing for a network that cannot be trained.
[[nodiscard]] std::optional<double> seconds_of_training(peax::network const& n, common const& c);

//! What the flow would do, in its order, without the seconds.
[[nodiscard]] std::vector<foreseen> foresee(plan const& steps, job const& j, std::string const& cache,
                                            common const& c);

//! The same as --dry-run shows it: what several ways repeat stands once, with the seconds of all by a measured step of training.
[[nodiscard]] std::vector<foreseen> with_seconds(std::vector<foreseen> const& all, job const& j,
                                                 common const& c);

//! The work of the figures of the original and of the pages, which come behind the flow; as `foreseen::work`.
[[nodiscard]] double work_behind(job const& j);

//! As one object or a table on standard output.
void tell(std::vector<foreseen> const& all, common const& c);

} // namespace command
