// What deploy/ has that is compiled once.

#include <peax/deploy/save_solution.ipp>
#include <peax/deploy/to_folder.ipp>

namespace peax::deploy {

template std::vector<std::string> save_solution<default_ops>(solution<multi_exit> const&,
                                                             std::filesystem::path const&, context const&);
template std::vector<std::string> detail::save_all<default_ops>(std::span<solution<multi_exit> const>,
                                                                std::filesystem::path const&, context const&);
template std::vector<std::string> save_solution<default_ops>(solution<single_exit> const&,
                                                             std::filesystem::path const&, context const&);
template std::vector<std::string> detail::save_all<default_ops>(std::span<solution<single_exit> const>,
                                                                std::filesystem::path const&, context const&);

} // namespace peax::deploy
