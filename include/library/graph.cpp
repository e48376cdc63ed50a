// What graph/ has that is compiled once.

#include <peax/graph/block.ipp>
#include <peax/graph/cost.hpp>
#include <peax/graph/cut.ipp>
#include <peax/graph/editor.hpp>
#include <peax/graph/evaluate.hpp>
#include <peax/graph/extract.hpp>
#include <peax/graph/infer.hpp>
#include <peax/graph/location.ipp>
#include <peax/graph/parse.hpp>
#include <peax/graph/task.ipp>
#include <peax/graph/text.hpp>
#include <peax/graph/verify.hpp>

namespace peax {

template value_types infer_types<default_ops>(any_op const&, std::string_view, std::span<value const* const>,
                                              std::size_t);
template void verify<default_ops>(graph const&);
template graph parse<default_ops>(std::string_view);
template std::string to_text<default_ops>(graph const&, weights_as);
template graph extract<default_ops>(graph const&, std::span<value_id const>, std::span<value_id const>,
                                    std::string);
template std::vector<value_id> join<default_ops>(graph_editor&, graph const&, std::span<value_id const>,
                                                 std::string const&);
template cost cost_of<default_ops>(graph const&, node_id);
template cost cost_of<default_ops>(graph const&, std::span<node_id const>);
template cost cost_of<default_ops>(graph const&);
template std::vector<tensor> evaluate<default_ops>(any_op const&, std::string_view,
                                                   std::vector<tensor> const&, std::size_t);
template std::vector<value_id> graph_editor::add_node<default_ops>(any_op, std::vector<value_id>,
                                                                   std::vector<std::string>, std::string);
template graph graph_editor::finish<default_ops>() const;

} // namespace peax
