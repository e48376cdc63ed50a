// What train/ has that is compiled once.

#include <peax/train/evaluate.hpp>
#include <peax/train/fit.hpp>
#include <peax/train/frozen_prefix.hpp>
#include <peax/train/linear_heads.ipp>

namespace peax::training {

template std::optional<frozen_split> split_frozen<default_ops>(graph const&, std::vector<value_id> const&,
                                                               std::vector<value_id> const&);
template fit_result fit<default_ops>(peax::network const&, data::data_set const&, data::data_set const&,
                                     fit_options const&, progress const&);
template tensor logits_on<default_ops>(peax::network const&, data::data_set const&, std::size_t, int,
                                       progress const&);
template tensor outputs_on<default_ops>(peax::network const&, data::data_set const&, std::size_t, int,
                                        progress const&);

} // namespace peax::training
