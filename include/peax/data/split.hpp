#pragma once
//! @file
//! The splits of the data: the tags of `core/split.hpp`, which the typed core reads too.

#include <peax/core/split.hpp>
