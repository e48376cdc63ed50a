// What deploy/ has that is compiled once.

#include <peax/deploy/save_solution.ipp>
#include <peax/deploy/to_folder.ipp>

namespace peax::deploy {

template std::vector<std::string> save_solution(solution<multi_exit> const&, std::filesystem::path const&,
                                                context const&);
template std::vector<std::string> detail::save_all(std::span<solution<multi_exit> const>,
                                                   std::filesystem::path const&, context const&);
template std::vector<std::string> save_solution(solution<single_exit> const&, std::filesystem::path const&,
                                                context const&);
template std::vector<std::string> detail::save_all(std::span<solution<single_exit> const>,
                                                   std::filesystem::path const&, context const&);

} // namespace peax::deploy
