#pragma once
//! @file
//! The version of these headers, as text and as numbers. `libpeax` has the same: a program and its library are of one version.

#define PEAX_VERSION_MAJOR 0
#define PEAX_VERSION_MINOR 1
#define PEAX_VERSION_PATCH 0

#define PEAX_VERSION_TEXT_OF(major, minor, patch) #major "." #minor "." #patch
#define PEAX_VERSION_TEXT(major, minor, patch) PEAX_VERSION_TEXT_OF(major, minor, patch)
//! "MAJOR.MINOR.PATCH"
#define PEAX_VERSION PEAX_VERSION_TEXT(PEAX_VERSION_MAJOR, PEAX_VERSION_MINOR, PEAX_VERSION_PATCH)
