// What hardware/ has that is compiled once.

#include <peax/hardware/operator_names.ipp>
#include <peax/hardware/operator_tables.ipp>
#include <peax/hardware/platform.ipp>
#include <peax/hardware/predicate.ipp>
#include <peax/hardware/read_platform.ipp>
#include <peax/hardware/read_rules.ipp>
#include <peax/hardware/segment.ipp>
#include <peax/hardware/write_platform.ipp>
