// The typed core as another version of the library has it. All that is made here is of types of this file alone.
#include <peax/version.hpp>
#undef PEAX_VERSION
#define PEAX_VERSION "0.0.1"

#include "analysis/version_case.hpp"

int times_made_by_another_version(std::string const& folder);
int times_made_by_another_version(std::string const& folder) { return times_made(folder); }
