// What core/ has that is compiled once.

#include <peax/core/atomic_file.ipp>
#include <peax/core/distributions.ipp>
#include <peax/core/hash.ipp>
#include <peax/core/read_file.ipp>
#include <peax/core/read_json.ipp>
#include <peax/core/suggestion.ipp>
#include <peax/core/unfinished.ipp>
