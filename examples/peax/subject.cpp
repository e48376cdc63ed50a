#include "subject.hpp"

#include "named_files.hpp"
#include "output.hpp"
#include <peax/core/error.hpp>
#include <peax/data/load.hpp>
#include <peax/deploy/read_solution.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace command {

peax::any_solution read_subject(std::string const& model, input_options const& given,
                                std::vector<std::string> const& data) {
  if (std::filesystem::is_directory(model)) {
    if (!given.output_name.empty())
      throw peax::usage_error("--output-name: the decision rule says which exit of a solution answers");
    return peax::deploy::read_solution(model).what;
  }
  peax::any_solution s;
  s.network = load_network(model, given, data);
  static_cast<peax::result::record&>(s) = peax::result::record_of_network(s.network);
  return s;
}

std::vector<peax::tensor> first_samples(peax::any_solution const& s, input_options const& given,
                                        std::vector<std::string> const& data, std::int64_t most,
                                        common const& c) {
  std::vector<peax::tensor> out;
  auto const& g = *s.network;
  std::vector<std::string> arrays;
  for (auto const& text : data)
    arrays.push_back(std::filesystem::exists(text) ? text : text.substr(0, text.find(',')));
  arrays = files_by_input("--data", arrays, g, g.inputs().size());
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    auto how = given.loading(c, g, i);
    how.scaling = given.scaling(s.scaling);
    auto const all = peax::data::load_inputs(arrays[i], how);
    auto dims = all.dims();
    auto const kept = std::min(dims[0], most);
    auto const values =
        all.floats().first(all.size() / static_cast<std::size_t>(dims[0]) * static_cast<std::size_t>(kept));
    dims[0] = kept;
    out.emplace_back(std::move(dims), std::vector<float>(values.begin(), values.end()));
  }
  return out;
}

} // namespace command
