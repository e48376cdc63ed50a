// What onnx/ has that is compiled once.

#include <peax/onnx/load.ipp>
#include <peax/onnx/save.ipp>

namespace peax::onnx {

template std::string save_bytes<default_ops>(network const&);
template void save<default_ops>(network const&, std::filesystem::path const&);
template network load_bytes<default_ops>(std::string_view, load_options const&, std::string const&,
                                         std::filesystem::path const&);
template network load<default_ops>(std::filesystem::path const&, load_options const&);

} // namespace peax::onnx
